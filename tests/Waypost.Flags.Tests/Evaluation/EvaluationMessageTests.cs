namespace Waypost.Flags.Tests;

/// <summary>The message of a failed evaluation names the flag and what is wrong with it, and nothing of the context.</summary>
public class EvaluationMessageTests
{
    public static TheoryData<Flag, string> InvalidFlags() =>
        new()
        {
            { TestData.Flag() with { Type = FlagType.Unknown }, "Flag 'quote-form' has a type this version does not know." },
            { TestData.Flag() with { Fallthrough = new Serve() }, "Flag 'quote-form' must serve either one variant or a rollout." },
            { TestData.Flag() with { Fallthrough = Serve.One("purple") }, "Flag 'quote-form' serves a variant it does not have." },
            {
                TestData.Flag() with
                {
                    Fallthrough = Serve.Split(),
                },
                "The weights of a rollout of flag 'quote-form' do not add up to 100000."
            },
            {
                TestData.Flag() with
                {
                    Variants = TestData.Variants(("on", "1"), ("off", "0")),
                },
                "The value of variant 'off' does not have the type of flag 'quote-form'."
            },
        };

    [Theory]
    [MemberData(nameof(InvalidFlags))]
    public void An_invalid_flag_is_named_with_its_fault(Flag flag, string message) =>
        Assert.Equal(message, TestData.Snapshot(flag).Evaluate("quote-form", EvaluationContext.For("julia m")).ErrorMessage);

    [Fact]
    public void A_missing_targeting_key_is_explained() =>
        Assert.Equal(
            "Flag 'quote-form' has a rollout, which needs a targeting key; the context has none.",
            TestData
                .Snapshot(TestData.Flag() with { Fallthrough = TestData.Split(1) })
                .Evaluate("quote-form", EvaluationContext.Anonymous)
                .ErrorMessage
        );

    [Fact]
    public void An_unexpected_error_is_named() =>
        Assert.Equal(
            "Evaluating flag 'quote-form' failed with TimeoutException.",
            new FlagFailures(TestData.Flag()).Unexpected(new TimeoutException("julia m")).ErrorMessage
        );

    [Fact]
    public void A_missing_snapshot_a_missing_flag_and_another_type_are_explained()
    {
        var snapshot = CompiledSnapshot.Compile(TestData.Snapshot(TestData.Flag()));

        Assert.Equal("The flags have not been loaded yet.", Message(null, "quote-form"));
        Assert.Equal("There is no flag with this key.", Message(snapshot, "nope"));
        Assert.Equal("Flag 'quote-form' has type Boolean, not the requested type.", Message(snapshot, "quote-form"));

        static string? Message(CompiledSnapshot? snapshot, string key) =>
            Evaluator.Evaluate(snapshot, key, FlagType.String, EvaluationContext.Anonymous).ErrorMessage;
    }
}
