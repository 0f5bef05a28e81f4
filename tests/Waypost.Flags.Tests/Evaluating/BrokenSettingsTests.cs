namespace Waypost.Flags.Tests.Evaluating;

/// <summary>What a validator would have refused still may not throw: it fails where it would be served, and only there.</summary>
public class BrokenSettingsTests
{
    public static TheoryData<string, Flag> Broken() =>
        new()
        {
            { "fallthrough serves an unknown variant", Make.Flag() with { Fallthrough = Serve.One("purple") } },
            { "fallthrough serves nothing", Make.Flag() with { Fallthrough = new Serve() } },
            { "fallthrough is null", Make.Flag() with { Fallthrough = null! } },
            {
                "fallthrough serves both",
                Make.Flag() with
                {
                    Fallthrough = new Serve { Variant = "on", Rollout = [new("on", 100_000)] },
                }
            },
            { "rollout serves an unknown variant", Make.Flag() with { Fallthrough = Serve.Split(new WeightedVariant("purple", 100_000)) } },
            { "rollout is empty", Make.Flag() with { Fallthrough = Serve.Split() } },
            { "rollout falls short", Make.Flag() with { Fallthrough = Serve.Split(new WeightedVariant("on", 0)) } },
            { "rollout holds null", Make.Flag() with { Fallthrough = Serve.Split((WeightedVariant)null!) } },
            { "rollout overflows", Make.Flag() with { Fallthrough = Serve.Split(new("off", int.MinValue), new("on", int.MinValue)) } },
            { "off variant is unknown", Make.Flag() with { Enabled = false, OffVariant = "purple" } },
            { "off variant is null", Make.Flag() with { Enabled = false, OffVariant = null! } },
            {
                "assignment to an unknown variant",
                Make.Flag() with
                {
                    Assignments = new Dictionary<string, string> { ["julia m"] = "purple" },
                }
            },
            { "rule serves nothing", Make.Flag() with { Rules = [new Rule { Id = "r", Serve = null! }] } },
            { "value of another type", Make.Flag() with { Variants = Make.Variants(("on", "\"yes\""), ("off", "0")) } },
            {
                "text that cannot be",
                Make.Text("quote-form") with
                {
                    Variants = Make.Variants(("red", "\"\\ud800\""), ("blue", "\"\\ud800\"")),
                }
            },
            { "no variants", Make.Flag() with { Variants = null! } },
            { "type of a newer version", Make.Flag() with { Type = FlagType.Unknown } },
        };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_flag_that_does_not_hold_together_gives_the_caller_s_default(string what, Flag flag)
    {
        var evaluation = Make.Snapshot(flag).Evaluate("quote-form", EvaluationContext.For("julia m"));

        Assert.True(evaluation.ErrorCode == EvaluationErrorCode.ParseError, what);
        Assert.Equal("default", evaluation.Or("default"));
    }

    [Fact]
    public void A_broken_flag_leaves_the_others_alone()
    {
        var snapshot = Make.Snapshot(null!, Make.Flag("a") with { Fallthrough = null! }, Make.Flag(null!), Make.Flag("b"));

        Assert.Equal("off", snapshot.Evaluate("b", EvaluationContext.Anonymous).Variant);
    }

    [Fact]
    public void Nulls_among_rules_and_clauses_match_nobody()
    {
        var flag = Make.Flag() with
        {
            Rules = [null!, Make.Rule("on", (Clause)null!), Make.Rule("on", new Clause { Attribute = null!, Op = null! })],
        };

        Assert.Equal("off", Make.Snapshot(flag).Evaluate("quote-form", EvaluationContext.For("julia m")).Variant);
    }

    [Fact]
    public void A_text_too_long_for_its_regular_expression_is_given_up()
    {
        // The costliest pattern allowed, on a text that never repeats itself: hours, if nobody stopped it.
        var random = new Random(1);
        var text = string.Create(2_000_000, random, (span, r) => r.GetItems("ab cx", span));
        var flag = Make.Flag() with { Rules = [Make.Rule("on", Make.Clause("a", Operators.Matches, """["(x.*|a.*b?){14}!"]"""))] };

        var evaluation = Make.Snapshot(flag).Evaluate("quote-form", EvaluationContext.For("u").With("a", text));

        Assert.Equal(EvaluationErrorCode.General, evaluation.ErrorCode);
    }

    [Theory]
    [InlineData("(x.*|a.*b?){200}")]
    [InlineData("(.*a){500}")]
    [InlineData("((a{30}){30}){30}")]
    public void A_regular_expression_too_costly_to_run_matches_nothing(string pattern) =>
        Assert.False(Make.Clause("a", Operators.Matches, $"[\"{pattern}\"]").Catches("""{"a": "aaaa"}"""));

    [Theory]
    [InlineData("\ud800")]
    [InlineData("a\udc00b")]
    [InlineData("\0")]
    public void Odd_targeting_keys_get_a_bucket(string targetingKey)
    {
        var flag = Make.Flag() with { Fallthrough = Make.Split(50_000) };

        Assert.Equal(EvaluationReason.Split, Make.Snapshot(flag).Evaluate("quote-form", EvaluationContext.For(targetingKey)).Reason);
    }

    [Fact]
    public void A_targeting_key_of_any_length_gets_a_bucket()
    {
        var flag = Make.Flag() with { Fallthrough = Make.Split(50_000) };

        foreach (var length in new[] { 160, 161, 170, 171, 500, 100_000, 10_000_000 })
        {
            Assert.Equal(
                EvaluationReason.Split,
                Make.Snapshot(flag).Evaluate("quote-form", EvaluationContext.For(new string('名', length))).Reason
            );
        }
    }
}
