using System.Text.Json;

namespace Waypost.Flags.Tests;

public class TypedValueTests
{
    [Fact]
    public void Each_type_is_returned_as_the_requested_type()
    {
        var snapshot = CompiledSnapshot.Compile(
            TestData.Snapshot(
                TestData.Flag("b") with
                {
                    Fallthrough = Serve.One("on"),
                },
                TestData.Text("s"),
                TestData.Text("n") with
                {
                    Type = FlagType.Number,
                    Variants = TestData.Variants(("red", "1"), ("blue", "2.5e3")),
                },
                TestData.Text("j") with
                {
                    Type = FlagType.Json,
                    Variants = TestData.Variants(("red", "1"), ("blue", """{"x": [1]}""")),
                }
            )
        );

        Assert.True(Evaluate("b", FlagType.Boolean).Or(false));
        Assert.Equal("#00f", Evaluate("s", FlagType.String).Or("other"));
        Assert.Equal(2500, Evaluate("n", FlagType.Number).Or(0d));
        Assert.Equal("""{"x": [1]}""", Evaluate("j", FlagType.Json).Or(default(JsonElement)).GetRawText());

        Evaluation Evaluate(string key, FlagType requested) => Evaluator.Evaluate(snapshot, key, requested, EvaluationContext.Anonymous);
    }

    [Fact]
    public void A_value_is_never_returned_as_another_type()
    {
        var text = TestData.Snapshot(TestData.Text()).Evaluate("colour", EvaluationContext.Anonymous);

        Assert.True(text.Or(true));
        Assert.Equal(3, text.Or(3d));
        Assert.Equal(JsonValueKind.Undefined, text.Or(default(JsonElement)).ValueKind);
    }

    [Fact]
    public void A_detail_contains_the_value_and_how_it_was_evaluated()
    {
        var flag = TestData.Flag() with { Fallthrough = TestData.Split(100_000), Experiment = new(7, "off") };

        var detail = TestData.Snapshot(flag).Evaluate("quote-form", EvaluationContext.For("julia m")).Detail("quote-form", false);

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
    public void A_failed_detail_contains_the_default_and_the_error()
    {
        var detail = TestData.Snapshot().Evaluate("nope", EvaluationContext.For("julia m")).Detail("nope", "fallback");

        Assert.Equal("fallback", detail.Value);
        Assert.Equal(EvaluationErrorCode.FlagNotFound, detail.ErrorCode);
        Assert.NotNull(detail.ErrorMessage);
        Assert.True(detail.IsError);
    }
}
