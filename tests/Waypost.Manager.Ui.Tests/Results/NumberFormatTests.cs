using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Tests.Results;

public sealed class NumberFormatTests
{
    [Theory]
    [InlineData(0, "< 0.0001")]
    [InlineData(1e-300, "< 0.0001")]
    [InlineData(0.000099, "< 0.0001")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.04961, "0.0496")]
    [InlineData(0.05, "0.0500")]
    [InlineData(0.273, "0.27")]
    [InlineData(0.9999, "> 0.99")]
    [InlineData(1, "> 0.99")]
    public void A_p_value_has_four_decimals_where_they_decide_and_is_never_0(double p, string shown) =>
        Assert.Equal(shown, NumberFormat.PValue(p));

    [Theory]
    [InlineData(0.1234, "12.3\u00a0%")]
    [InlineData(0.00123, "0.123\u00a0%")]
    [InlineData(1, "100\u00a0%")]
    [InlineData(0.9996, "100\u00a0%")]
    [InlineData(0, "0\u00a0%")]
    public void A_percentage_has_three_significant_digits(double share, string shown) => Assert.Equal(shown, NumberFormat.Percent(share));

    [Theory]
    [InlineData(48.31, "48.3\u00a0s")]
    [InlineData(59.7, "1\u00a0min\u00a000\u00a0s")]
    [InlineData(125, "2\u00a0min\u00a005\u00a0s")]
    [InlineData(3840, "1\u00a0h\u00a004\u00a0min")]
    [InlineData(-62.5, "\u22121\u00a0min\u00a002\u00a0s")]
    [InlineData(0.42, "0.420\u00a0s")]
    public void A_duration_is_in_seconds_minutes_or_hours(double seconds, string shown) =>
        Assert.Equal(shown, NumberFormat.Duration(seconds));

    [Theory]
    [InlineData(MetricType.Binomial, 0.042, "+4.20\u00a0pp")]
    [InlineData(MetricType.Binomial, -0.0001, "\u22120.0100\u00a0pp")]
    [InlineData(MetricType.Revenue, 1234.56, "+1,235")]
    [InlineData(MetricType.Revenue, -12.5, "\u221212.50")]
    [InlineData(MetricType.Revenue, 0.001, "+0.001")]
    [InlineData(MetricType.Count, 0.0345, "+0.0345")]
    [InlineData(MetricType.Count, 0, "0")]
    [InlineData(MetricType.Duration, -62.5, "\u22121\u00a0min\u00a002\u00a0s")]
    public void A_difference_has_a_sign_and_a_unit(MetricType type, double difference, string shown) =>
        Assert.Equal(shown, NumberFormat.Difference(type, difference));

    [Theory]
    [InlineData(0.9999991, "> 99.9\u00a0%")]
    [InlineData(0.83, "83\u00a0%")]
    [InlineData(0.0000001, "< 0.1\u00a0%")]
    public void A_probability_is_never_shown_as_certain(double probability, string shown) =>
        Assert.Equal(shown, NumberFormat.Probability(probability));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void NaN_and_infinity_are_not_shown_as_numbers(double value) =>
        Assert.Equal(NumberFormat.NotAvailable, NumberFormat.Number(value));

    [Theory]
    [InlineData(1234567, "1,234,567")]
    [InlineData(0.0000001234, "1.23e\u22127")]
    [InlineData(12.3456, "12.3")]
    [InlineData(-3.4, "\u22123.4")]
    public void A_number_has_three_significant_digits_and_a_real_minus(double value, string shown) =>
        Assert.Equal(shown, NumberFormat.Number(value));
}
