namespace Waypost.Flags.Tests;

/// <summary>Evaluation does not throw for invalid settings: it fails where they would be served, and only there.</summary>
public class InvalidSettingsTests
{
    public static TheoryData<string, Flag> Broken() =>
        new()
        {
            { "fallthrough serves an unknown variant", TestData.Flag() with { Fallthrough = Serve.One("purple") } },
            { "fallthrough serves nothing", TestData.Flag() with { Fallthrough = new Serve() } },
            { "fallthrough is null", TestData.Flag() with { Fallthrough = null! } },
            {
                "fallthrough serves both",
                TestData.Flag() with
                {
                    Fallthrough = new Serve { Variant = "on", Rollout = [new("on", 100_000)] },
                }
            },
            {
                "rollout serves an unknown variant",
                TestData.Flag() with
                {
                    Fallthrough = Serve.Split(new WeightedVariant("purple", 100_000)),
                }
            },
            { "rollout is empty", TestData.Flag() with { Fallthrough = Serve.Split() } },
            { "weights are too low", TestData.Flag() with { Fallthrough = Serve.Split(new WeightedVariant("on", 0)) } },
            { "rollout holds null", TestData.Flag() with { Fallthrough = Serve.Split((WeightedVariant)null!) } },
            { "rollout overflows", TestData.Flag() with { Fallthrough = Serve.Split(new("off", int.MinValue), new("on", int.MinValue)) } },
            { "off variant is unknown", TestData.Flag() with { Enabled = false, OffVariant = "purple" } },
            { "off variant is null", TestData.Flag() with { Enabled = false, OffVariant = null! } },
            {
                "assignment to an unknown variant",
                TestData.Flag() with
                {
                    Assignments = new Dictionary<string, string> { ["julia m"] = "purple" },
                }
            },
            { "rule serves nothing", TestData.Flag() with { Rules = [new Rule { Id = "r", Serve = null! }] } },
            { "value of the wrong type", TestData.Flag() with { Variants = TestData.Variants(("on", "\"yes\""), ("off", "0")) } },
            {
                "string with an unpaired surrogate",
                TestData.Text("quote-form") with
                {
                    Variants = TestData.Variants(("red", "\"\\ud800\""), ("blue", "\"\\ud800\"")),
                }
            },
            { "no variants", TestData.Flag() with { Variants = null! } },
            { "unknown type", TestData.Flag() with { Type = FlagType.Unknown } },
            { "undefined type", TestData.Flag() with { Type = (FlagType)77 } },
            {
                "assignment without a variant",
                TestData.Flag() with
                {
                    Assignments = new Dictionary<string, string> { ["julia m"] = null! },
                }
            },
        };

    [Theory]
    [MemberData(nameof(Broken))]
    public void An_invalid_flag_gives_the_caller_s_default(string what, Flag flag)
    {
        var evaluation = TestData.Snapshot(flag).Evaluate("quote-form", EvaluationContext.For("julia m"));

        Assert.True(evaluation.ErrorCode == EvaluationErrorCode.ParseError, what);
        Assert.Equal("default", evaluation.Or("default"));
    }

    [Fact]
    public void An_invalid_flag_does_not_affect_other_flags()
    {
        var snapshot = TestData.Snapshot(null!, TestData.Flag("a") with { Fallthrough = null! }, TestData.Flag(null!), TestData.Flag("b"));

        Assert.Equal("off", snapshot.Evaluate("b", EvaluationContext.Anonymous).Variant);
    }

    [Fact]
    public void Null_rules_and_clauses_never_match()
    {
        var flag = TestData.Flag() with
        {
            Rules = [null!, TestData.Rule("on", (Clause)null!), TestData.Rule("on", new Clause { Attribute = null!, Op = null! })],
        };

        Assert.Equal("off", TestData.Snapshot(flag).Evaluate("quote-form", EvaluationContext.For("julia m")).Variant);
    }

    [Fact]
    public void Matching_a_costly_pattern_against_a_very_long_text_times_out()
    {
        // The costliest pattern allowed, on a text without repetition, would take hours without a time limit.
        var random = new Random(1);
        var text = string.Create(2_000_000, random, (span, r) => r.GetItems("ab cx", span));
        var flag = TestData.Flag() with
        {
            Rules = [TestData.Rule("on", TestData.Clause("a", Operators.Matches, """["(x.*|a.*b?){14}!"]"""))],
        };

        var evaluation = TestData.Snapshot(flag).Evaluate("quote-form", EvaluationContext.For("u").With("a", text));

        Assert.Equal(EvaluationErrorCode.General, evaluation.ErrorCode);
    }

    [Theory]
    [InlineData("(x.*|a.*b?){200}")]
    [InlineData("(.*a){500}")]
    [InlineData("((a{30}){30}){30}")]
    public void A_regular_expression_that_is_too_costly_never_matches(string pattern) =>
        Assert.False(TestData.Clause("a", Operators.Matches, $"[\"{pattern}\"]").Matches("""{"a": "aaaa"}"""));

    [Theory]
    [InlineData("\ud800")]
    [InlineData("a\udc00b")]
    [InlineData("\0")]
    public void Targeting_keys_with_invalid_unicode_get_a_bucket(string targetingKey)
    {
        var flag = TestData.Flag() with { Fallthrough = TestData.Split(50_000) };

        Assert.Equal(EvaluationReason.Split, TestData.Snapshot(flag).Evaluate("quote-form", EvaluationContext.For(targetingKey)).Reason);
    }

    [Fact]
    public void A_targeting_key_of_any_length_gets_a_bucket()
    {
        var flag = TestData.Flag() with { Fallthrough = TestData.Split(50_000) };

        foreach (var length in new[] { 160, 161, 170, 171, 500, 100_000, 10_000_000 })
        {
            Assert.Equal(
                EvaluationReason.Split,
                TestData.Snapshot(flag).Evaluate("quote-form", EvaluationContext.For(new string('名', length))).Reason
            );
        }
    }
}
