using System.Text.Json;

namespace Waypost.Flags.Tests.Evaluating;

/// <summary>The five steps of section 3, each winning over those below it.</summary>
public class EvaluationOrderTests
{
    private static readonly EvaluationContext Julia = EvaluationContext.For("julia m", ("plan", "pro"));

    private static readonly Flag Everything = Make.Flag() with
    {
        Assignments = new Dictionary<string, string> { ["julia m"] = "on" },
        Rules = [Make.Rule("on", Make.Clause("plan", Operators.In, """["pro"]"""))],
        Fallthrough = Make.Split(100_000),
        Experiment = new(7, "off"),
    };

    [Fact]
    public void Before_any_snapshot_the_answer_is_not_ready() =>
        AssertFailed(EvaluationErrorCode.ProviderNotReady, Evaluator.Evaluate(null, "quote-form", FlagType.Boolean, Julia));

    [Theory]
    [InlineData("nope")]
    [InlineData("Quote-form")]
    [InlineData("")]
    [InlineData(null)]
    public void An_unknown_key_is_not_found(string? key) =>
        AssertFailed(EvaluationErrorCode.FlagNotFound, Make.Snapshot(Everything).Evaluate(key!, Julia));

    [Theory]
    [InlineData(FlagType.String)]
    [InlineData(FlagType.Number)]
    [InlineData(FlagType.Json)]
    public void A_flag_asked_for_as_another_type_is_a_mismatch_even_when_off(FlagType asked)
    {
        var snapshot = CompiledSnapshot.Compile(Make.Snapshot(Everything with { Enabled = false }));

        AssertFailed(EvaluationErrorCode.TypeMismatch, Evaluator.Evaluate(snapshot, "quote-form", asked, Julia));
    }

    [Fact]
    public void A_flag_that_is_off_serves_its_off_variant()
    {
        var evaluation = Make.Snapshot(Everything with { Enabled = false }).Evaluate("quote-form", Julia);

        AssertServed(evaluation, "off", EvaluationReason.Disabled);
    }

    [Fact]
    public void A_custom_assignment_wins_over_rules_and_is_no_exposure()
    {
        var flag = Everything with { Rules = [Make.Rule("off")] };

        AssertServed(Make.Snapshot(flag).Evaluate("quote-form", Julia), "on", EvaluationReason.TargetingMatch);
    }

    [Fact]
    public void The_first_rule_whose_clauses_all_match_decides_and_names_itself()
    {
        var pro = Make.Clause("plan", Operators.In, """["pro"]""");
        var flag = Make.Flag() with
        {
            Rules =
            [
                Make.Rule("off", pro, Make.Clause("plan", Operators.In, """["free"]""")) with
                {
                    Id = "first",
                },
                Make.Rule("on", pro, pro) with
                {
                    Id = "second",
                },
                Make.Rule("off", pro) with
                {
                    Id = "third",
                },
            ],
        };

        AssertServed(Make.Snapshot(flag).Evaluate("quote-form", Julia), "on", EvaluationReason.TargetingMatch, ruleId: "second");
    }

    [Fact]
    public void A_rule_s_rollout_is_a_targeting_match_and_no_exposure()
    {
        var flag = Everything with { Assignments = null!, Rules = [new Rule { Id = "r", Serve = Make.Split(100_000) }] };

        AssertServed(Make.Snapshot(flag).Evaluate("quote-form", Julia), "on", EvaluationReason.TargetingMatch, ruleId: "r");
    }

    [Fact]
    public void A_fallthrough_variant_is_static_without_assignments_and_rules() =>
        AssertServed(Make.Snapshot(Make.Flag()).Evaluate("quote-form", Julia), "off", EvaluationReason.Static);

    [Fact]
    public void A_fallthrough_variant_after_rules_is_the_default() =>
        AssertServed(
            Make.Snapshot(Everything with { Fallthrough = Serve.One("off") }).Evaluate("quote-form", EvaluationContext.For("sean r")),
            "off",
            EvaluationReason.Default
        );

    [Fact]
    public void The_fallthrough_s_rollout_is_a_split_and_an_exposure() =>
        AssertServed(
            Make.Snapshot(Everything).Evaluate("quote-form", EvaluationContext.For("sean r")),
            "on",
            EvaluationReason.Split,
            experimentId: 7
        );

    [Fact]
    public void A_rollout_without_a_targeting_key_fails_in_the_fallthrough_and_in_a_rule()
    {
        var inRule = Everything with { Rules = [new Rule { Id = "r", Serve = Make.Split(50_000) }] };

        AssertFailed(
            EvaluationErrorCode.TargetingKeyMissing,
            Make.Snapshot(Everything).Evaluate("quote-form", EvaluationContext.Anonymous)
        );
        AssertFailed(EvaluationErrorCode.TargetingKeyMissing, Make.Snapshot(inRule).Evaluate("quote-form", EvaluationContext.Anonymous));
    }

    [Fact]
    public void An_empty_targeting_key_is_a_targeting_key() =>
        Assert.Equal(EvaluationReason.Split, Make.Snapshot(Everything).Evaluate("quote-form", EvaluationContext.For("")).Reason);

    private static void AssertServed(
        Evaluation evaluation,
        string variant,
        EvaluationReason reason,
        string? ruleId = null,
        long? experimentId = null
    )
    {
        Assert.Equal(variant, evaluation.Variant);
        Assert.Equal(reason, evaluation.Reason);
        Assert.Equal(variant == "on", evaluation.Or(variant != "on"));
        Assert.Equal(EvaluationErrorCode.None, evaluation.ErrorCode);
        Assert.Equal(ruleId, evaluation.RuleId);
        Assert.Equal(experimentId, evaluation.ExperimentId);
    }

    private static void AssertFailed(EvaluationErrorCode code, Evaluation evaluation)
    {
        Assert.Equal(code, evaluation.ErrorCode);
        Assert.Equal(EvaluationReason.Error, evaluation.Reason);
        Assert.Null(evaluation.Variant);
        Assert.Equal(JsonValueKind.Undefined, evaluation.Value.ValueKind);
        Assert.True(evaluation.Or(true));
        Assert.False(evaluation.Or(false));
    }
}
