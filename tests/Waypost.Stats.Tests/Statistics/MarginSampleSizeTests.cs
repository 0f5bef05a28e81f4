using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics;

/// <summary>
/// Users needed for a margin. The reference values were computed apart from this code, in Python: means by integrating the noncentral t
/// (R: power.t.test(delta = 0.5, sd = 1, sig.level = 0.05, power = 0.8, alternative = "one.sided") gives n = 50.15), proportions from
/// Farrington and Manning's closed solution for the rates at the margin.
/// </summary>
public class MarginSampleSizeTests
{
    private static readonly SampleDesign even = new() { Shares = [1, 1] };

    [Fact]
    public void Means_need_what_the_one_sided_t_test_needs() =>
        Assert.Equal([51, 51], SampleSize.ToRuleOut(new(10, 1, 0.5, IsRelative: false, Below: true, Above: false), even)!.Users);

    [Fact]
    public void Equivalence_needs_more_because_both_sides_must_be_ruled_out() =>
        // n = 69.2 by the same integral, 2·power − 1.
        Assert.Equal([70, 70], SampleSize.ToRuleOut(new(10, 1, 0.5, IsRelative: false, Below: true, Above: true), even)!.Users);

    [Fact]
    public void Proportions_need_what_the_score_test_needs() =>
        // N = 5588.99.
        Assert.Equal([2795, 2795], SampleSize.ToRuleOut(new(0.1, null, 0.02, IsRelative: false, Below: true, Above: false), even)!.Users);

    [Fact]
    public void A_relative_margin_needs_what_the_score_test_of_the_ratio_needs() =>
        // N = 17504.07.
        Assert.Equal(
            [15754, 1751],
            SampleSize.ToRuleOut(new(0.1, null, 0.2, IsRelative: true, Below: false, Above: true), even with { Shares = [9, 1] })!.Users
        );

    [Fact]
    public void Several_variants_are_not_corrected_for() =>
        Assert.Equal(
            [51, 51, 51],
            SampleSize.ToRuleOut(new(10, 1, 0.5, IsRelative: false, Below: true, Above: false), even with { Shares = [1, 1, 1] })!.Users
        );

    [Theory]
    [InlineData(0, 1d, 0.1, true)]
    [InlineData(-5, 1d, 0.1, true)]
    [InlineData(10, 0d, 0.1, false)]
    [InlineData(10, 1d, 0, false)]
    [InlineData(1.2, null, 0.1, false)]
    [InlineData(0, null, 0.1, false)]
    [InlineData(10, 1d, 1e-9, false)]
    public void What_cannot_be_ruled_out_has_no_sample_size(double mean, double? variance, double margin, bool isRelative) =>
        Assert.Null(SampleSize.ToRuleOut(new(mean, variance, margin, isRelative, Below: true, Above: false), even));
}
