using System.Text.Json;

namespace Waypost.Flags.Tests;

/// <summary>The five steps of evaluation in docs/evaluation.md: each takes precedence over the ones below.</summary>
public class EvaluationOrderTests
{
    private static readonly EvaluationContext Julia = EvaluationContext.For("julia m", ("plan", "pro"));

    private static readonly Flag Everything = TestData.Flag() with
    {
        Assignments = new Dictionary<string, string> { ["julia m"] = "on" },
        Rules = [TestData.Rule("on", TestData.Clause("plan", Operators.In, """["pro"]"""))],
        Fallthrough = TestData.Split(100_000),
        Experiment = new(7, "off"),
    };

    [Fact]
    public void Without_a_snapshot_the_result_is_provider_not_ready()
    {
        AssertFailed(EvaluationErrorCode.ProviderNotReady, Evaluator.Evaluate(null, "quote-form", FlagType.Boolean, Julia));
        AssertFailed(EvaluationErrorCode.ProviderNotReady, Evaluator.Evaluate(null, "quote-form", Julia));
    }

    [Theory]
    [InlineData("nope")]
    [InlineData("Quote-form")]
    [InlineData("")]
    [InlineData(null)]
    public void An_unknown_key_is_not_found(string? key) =>
        AssertFailed(EvaluationErrorCode.FlagNotFound, TestData.Snapshot(Everything).Evaluate(key!, Julia));

    [Theory]
    [InlineData(FlagType.String)]
    [InlineData(FlagType.Number)]
    [InlineData(FlagType.Json)]
    public void Requesting_another_type_is_a_mismatch_even_when_the_flag_is_off(FlagType requested)
    {
        var snapshot = CompiledSnapshot.Compile(TestData.Snapshot(Everything with { Enabled = false }));

        AssertFailed(EvaluationErrorCode.TypeMismatch, Evaluator.Evaluate(snapshot, "quote-form", requested, Julia));
    }

    [Fact]
    public void A_flag_that_is_off_serves_its_off_variant()
    {
        var evaluation = TestData.Snapshot(Everything with { Enabled = false }).Evaluate("quote-form", Julia);

        AssertServed(evaluation, "off", EvaluationReason.Disabled);
    }

    [Fact]
    public void A_custom_assignment_takes_precedence_over_rules_and_is_not_an_exposure()
    {
        var flag = Everything with { Rules = [TestData.Rule("off")] };

        AssertServed(TestData.Snapshot(flag).Evaluate("quote-form", Julia), "on", EvaluationReason.TargetingMatch);
    }

    [Fact]
    public void The_first_rule_whose_clauses_all_match_decides_and_is_named_in_the_result()
    {
        var pro = TestData.Clause("plan", Operators.In, """["pro"]""");
        var flag = TestData.Flag() with
        {
            Rules =
            [
                TestData.Rule("off", pro, TestData.Clause("plan", Operators.In, """["free"]""")) with
                {
                    Id = "first",
                },
                TestData.Rule("on", pro, pro) with
                {
                    Id = "second",
                },
                TestData.Rule("off", pro) with
                {
                    Id = "third",
                },
            ],
        };

        AssertServed(TestData.Snapshot(flag).Evaluate("quote-form", Julia), "on", EvaluationReason.TargetingMatch, ruleId: "second");
    }

    [Fact]
    public void A_rollout_of_a_rule_is_a_targeting_match_and_not_an_exposure()
    {
        var flag = Everything with { Assignments = null!, Rules = [new Rule { Id = "r", Serve = TestData.Split(100_000) }] };

        AssertServed(TestData.Snapshot(flag).Evaluate("quote-form", Julia), "on", EvaluationReason.TargetingMatch, ruleId: "r");
    }

    [Fact]
    public void A_fallthrough_variant_is_static_without_assignments_and_rules() =>
        AssertServed(TestData.Snapshot(TestData.Flag()).Evaluate("quote-form", Julia), "off", EvaluationReason.Static);

    [Fact]
    public void A_fallthrough_variant_after_rules_is_the_default() =>
        AssertServed(
            TestData.Snapshot(Everything with { Fallthrough = Serve.One("off") }).Evaluate("quote-form", EvaluationContext.For("sean r")),
            "off",
            EvaluationReason.Default
        );

    [Fact]
    public void The_rollout_of_the_fallthrough_is_a_split_and_an_exposure() =>
        AssertServed(
            TestData.Snapshot(Everything).Evaluate("quote-form", EvaluationContext.For("sean r")),
            "on",
            EvaluationReason.Split,
            experimentId: 7
        );

    [Fact]
    public void A_rollout_without_a_targeting_key_fails_in_the_fallthrough_and_in_a_rule()
    {
        var inRule = Everything with { Rules = [new Rule { Id = "r", Serve = TestData.Split(50_000) }] };

        AssertFailed(
            EvaluationErrorCode.TargetingKeyMissing,
            TestData.Snapshot(Everything).Evaluate("quote-form", EvaluationContext.Anonymous)
        );
        AssertFailed(
            EvaluationErrorCode.TargetingKeyMissing,
            TestData.Snapshot(inRule).Evaluate("quote-form", EvaluationContext.Anonymous)
        );
    }

    [Fact]
    public void An_empty_targeting_key_is_a_targeting_key() =>
        Assert.Equal(EvaluationReason.Split, TestData.Snapshot(Everything).Evaluate("quote-form", EvaluationContext.For("")).Reason);

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
