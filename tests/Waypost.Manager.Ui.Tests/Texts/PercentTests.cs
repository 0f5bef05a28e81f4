namespace Waypost.Manager.Ui.Tests.Texts;

public sealed class PercentTests
{
    [Theory]
    [InlineData("25", 25_000)]
    [InlineData("12,5", 12_500)]
    [InlineData(" 12.345 % ", 12_345)]
    [InlineData("0", 0)]
    [InlineData("100", 100_000)]
    [InlineData("0.001", 1)]
    public void A_typed_percentage_becomes_a_weight(string typed, int weight)
    {
        Assert.True(Percent.TryParse(typed, out var read));
        Assert.Equal(weight, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("half")]
    [InlineData("-1")]
    [InlineData("100.001")]
    [InlineData("0.0001")]
    [InlineData("1e2")]
    [InlineData("1,000.5")]
    public void Anything_that_is_no_weight_is_refused(string? typed) => Assert.False(Percent.TryParse(typed, out _));

    [Theory]
    [InlineData(25_000, "25\u00a0%")]
    [InlineData(12_345, "12.345\u00a0%")]
    [InlineData(1, "0.001\u00a0%")]
    public void A_weight_is_shown_without_trailing_zeros(int weight, string shown) => Assert.Equal(shown, Percent.Of(weight));
}
