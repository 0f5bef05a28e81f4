namespace Waypost.Flags.Tests;

public class EvaluationContextTests
{
    [Fact]
    public void A_context_contains_the_attributes_it_was_created_with()
    {
        var context = EvaluationContext.For("julia m").With("plan", "beta").With("seats", 3).With("vip", true).With("tags", ["a", "b"]);

        Assert.Equal("julia m", context.TargetingKey);
        Assert.Equal("beta", context.Find("plan").Text);
        Assert.Equal(3, context.Find("seats").Number);
        Assert.True(context.Find("vip").IsTrue);
        Assert.Equal(["a", "b"], context.Find("tags").Elements.ToArray().Select(element => element.Text));
        Assert.Equal(ContextValueKind.None, context.Find("other").Kind);
    }

    [Fact]
    public void The_last_value_of_an_attribute_applies()
    {
        Assert.Equal("pro", EvaluationContext.For("u").With("plan", "beta").With("plan", "pro").Find("plan").Text);
        Assert.Equal("pro", EvaluationContext.FromJson(TestData.Json("""{"plan": "beta", "plan": "pro"}""")).Find("plan").Text);
    }

    [Fact]
    public void Adding_an_attribute_does_not_change_the_original()
    {
        var julia = EvaluationContext.For("julia m").With("plan", "beta");

        _ = julia.With("plan", "pro");

        Assert.Equal("beta", julia.Find("plan").Text);
    }

    [Fact]
    public void Setting_the_targeting_key_changes_the_user() =>
        Assert.Equal("sean r", EvaluationContext.For("julia m").With("targetingKey", "sean r").TargetingKey);

    [Fact]
    public void A_time_is_text_that_before_and_after_can_parse()
    {
        var context = EvaluationContext.For("u").With("joined", new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.FromHours(2)));

        var flag = TestData.Flag() with
        {
            Rules = [TestData.Rule("on", TestData.Clause("joined", Operators.After, """["2026-02-28T21:59:59Z"]"""))],
        };

        Assert.Equal("on", TestData.Snapshot(flag).Evaluate("quote-form", context).Variant);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"targetingKey": 42}""")]
    [InlineData("""{"targetingKey": null}""")]
    [InlineData("""{"targetingKey": "\ud800"}""")]
    [InlineData("""{"\ud800": 1}""")]
    [InlineData("""{"a": "\ud800", "b": null, "c": {"d": 1}}""")]
    public void Unusable_json_values_count_as_missing(string json)
    {
        var context = EvaluationContext.FromJson(TestData.Json(json));

        Assert.Null(context.TargetingKey);
        Assert.Equal(0, context.Attributes.Length);
    }

    [Fact]
    public void An_undefined_json_value_gives_an_anonymous_context() => Assert.Null(EvaluationContext.FromJson(default).TargetingKey);

    [Fact]
    public void A_json_number_of_ten_thousand_digits_is_read()
    {
        var context = EvaluationContext.FromJson(
            TestData.Json($$"""{"n": {{new string('9', 10_000)}}, "m": 1e-999999999, "o": 0.{{new string('3', 10_000)}} }""")
        );

        Assert.Equal(double.PositiveInfinity, context.Find("n").Number);
        Assert.Equal(0, context.Find("m").Number);
        Assert.Equal(1d / 3, context.Find("o").Number, 12);
    }
}
