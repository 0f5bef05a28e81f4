using System.Text.Json;

namespace Waypost.Flags.Tests.Evaluating;

public class TypedValueTests
{
    [Fact]
    public void Each_type_comes_out_as_what_the_caller_asked_for()
    {
        var snapshot = CompiledSnapshot.Compile(
            Make.Snapshot(
                Make.Flag("b") with
                {
                    Fallthrough = Serve.One("on"),
                },
                Make.Text("s"),
                Make.Text("n") with
                {
                    Type = FlagType.Number,
                    Variants = Make.Variants(("red", "1"), ("blue", "2.5e3")),
                },
                Make.Text("j") with
                {
                    Type = FlagType.Json,
                    Variants = Make.Variants(("red", "1"), ("blue", """{"x": [1]}""")),
                }
            )
        );

        Assert.True(Ask("b", FlagType.Boolean).Or(false));
        Assert.Equal("#00f", Ask("s", FlagType.String).Or("other"));
        Assert.Equal(2500, Ask("n", FlagType.Number).Or(0d));
        Assert.Equal("""{"x": [1]}""", Ask("j", FlagType.Json).Or(default(JsonElement)).GetRawText());

        Evaluation Ask(string key, FlagType asked) => Evaluator.Evaluate(snapshot, key, asked, EvaluationContext.Anonymous);
    }

    [Fact]
    public void A_value_is_never_handed_out_as_another_type()
    {
        var text = Make.Snapshot(Make.Text()).Evaluate("colour", EvaluationContext.Anonymous);

        Assert.True(text.Or(true));
        Assert.Equal(3, text.Or(3d));
        Assert.Equal(JsonValueKind.Undefined, text.Or(default(JsonElement)).ValueKind);
    }

    [Fact]
    public void A_detail_carries_value_and_circumstances()
    {
        var flag = Make.Flag() with { Fallthrough = Make.Split(100_000), Experiment = new(7, "off") };

        var detail = Make.Snapshot(flag).Evaluate("quote-form", EvaluationContext.For("julia m")).Detail("quote-form", false);

        Assert.Equal(
            new EvaluationDetail<bool>
            {
                FlagKey = "quote-form",
                Value = true,
                Variant = "on",
                Reason = EvaluationReason.Split,
                ExperimentId = 7,
            },
            detail
        );
    }

    [Fact]
    public void A_failed_detail_carries_the_default_and_says_why()
    {
        var detail = Make.Snapshot().Evaluate("nope", EvaluationContext.For("julia m")).Detail("nope", "fallback");

        Assert.Equal("fallback", detail.Value);
        Assert.Equal(EvaluationErrorCode.FlagNotFound, detail.ErrorCode);
        Assert.NotNull(detail.ErrorMessage);
        Assert.True(detail.IsError);
    }
}
