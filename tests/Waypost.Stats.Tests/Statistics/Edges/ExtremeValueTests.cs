using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Edges;

public class ExtremeValueTests
{
    [Fact]
    public void A_tiny_p_value_does_not_become_0()
    {
        Assert.InRange(
            Welch.Compare(Moments.FromVariance(1_000_000, 0, 1), Moments.FromVariance(1_000_000, 0.052, 1), 0.05).PValue!.Value,
            1e-300,
            1e-290
        );
        Assert.InRange(ChiSquare.Compare(new(100_000, 1_000_000), new(116_000, 1_000_000), 0.05).PValue!.Value, 1e-300, 1e-280);
        Assert.InRange(Fisher.PValue(new(0, 500), new(500, 500)), 1e-300, 1e-290);
    }

    [Fact]
    public void Products_of_large_counts_are_exact()
    {
        // 10¹⁰ users an arm and one conversion apart: ad − bc would be lost to rounding.
        var estimate = ChiSquare.Compare(new(5_000_000_000, 10_000_000_000), new(5_000_000_001, 10_000_000_000), 0.05);

        Assert.Equal(2e-10, estimate.Statistic!.Value, 1e-18);
    }

    [Fact]
    public void Fisher_is_accurate_for_a_million_users_and_four_conversions() =>
        // With equal arms the 4 conversions are 4 coin tosses, up to 10⁻⁶.
        Assert.Equal(0.125, Fisher.PValue(new(0, 1_000_000), new(4, 1_000_000)), 5);

    [Fact]
    public void Small_expected_counts_select_the_exact_test_or_a_warning()
    {
        Assert.Equal("Fisher's exact test", BinomialTest.Compare(new(1, 20_000), new(7, 20_000), 0.05).Method);
        Assert.Equal("Pearson's chi-square", BinomialTest.Compare(new(4, 20_000), new(7, 20_000), 0.05).Method);
        Assert.Equal("small-counts", Assert.Single(ChiSquare.Compare(new(1, 20_000), new(7, 20_000), 0.05).Warnings).Code);
    }

    [Theory]
    [InlineData(0, 100, 0, 100)]
    [InlineData(0, 100, 100, 100)]
    [InlineData(100, 100, 100, 100)]
    public void Newcombe_stays_between_minus_1_and_1(long xA, long nA, long xB, long nB)
    {
        var interval = Newcombe.Interval(new(xA, nA), new(xB, nB), 0.05)!.Value;

        Assert.InRange(interval.Low, -1, interval.High);
        Assert.InRange(interval.High, interval.Low, 1);
        Assert.True(interval.Contains(((double)xB / nB) - ((double)xA / nA)));
    }

    [Fact]
    public void A_user_in_a_variant_of_weight_0_is_an_alert()
    {
        var check = SampleRatioMismatch.Test([500, 500, 1], [50, 50, 0]);

        Assert.Equal(1, check.PValue);
        Assert.Equal(1, check.UsersInZeroWeight);
        Assert.True(check.IsAlert);
    }

    [Theory]
    [InlineData(500, 500, false, false)]
    [InlineData(5150, 4850, true, false)]
    [InlineData(5200, 4800, false, true)]
    public void A_sample_ratio_warns_below_0_01_and_alerts_below_0_001(long a, long b, bool warns, bool alarms)
    {
        var check = SampleRatioMismatch.Test([a, b], [1, 1]);

        Assert.Equal((warns, alarms), (check.IsWarning, check.IsAlert));
    }

    [Fact]
    public void The_sample_ratio_needs_users_and_two_variants_with_a_weight()
    {
        Assert.Null(SampleRatioMismatch.Test([0, 0], [1, 1]).PValue);
        Assert.Null(SampleRatioMismatch.Test([5, 0], [1, 0]).PValue);
    }

    [Fact]
    public void The_always_valid_p_value_never_rises()
    {
        Assert.Equal(0.2, ConfidenceSequence.Running(0.2, 0.9));
        Assert.Equal(0.1, ConfidenceSequence.Running(0.2, 0.1));
        Assert.Equal(0.9, ConfidenceSequence.Running(null, 0.9));
    }

    [Fact]
    public void The_confidence_sequence_excludes_0_exactly_where_p_is_below_alpha()
    {
        for (var z = 0d; z < 8; z += 0.01)
        {
            var estimate = ConfidenceSequence.Compare(
                Moments.FromVariance(4000, 0, 1),
                Moments.FromVariance(4000, z * Math.Sqrt(2 / 4000d), 1),
                0.01,
                10_000
            )!;

            Assert.Equal(estimate.PValue > 0.01, estimate.Interval.Contains(0));
        }
    }

    [Fact]
    public void Variants_weights_and_CUPED_change_the_sample_size_as_expected()
    {
        var two = SampleSize.ForMeans(0.1, 1, new() { Shares = [1, 1] })!;
        var three = SampleSize.ForMeans(0.1, 1, new() { Shares = [1, 1, 1] })!;
        var skewed = SampleSize.ForMeans(0.1, 1, new() { Shares = [9, 1] })!;
        var cuped = SampleSize.ForMeans(0.1, 1, new() { Shares = [1, 1], Correlation = 0.7 })!;

        Assert.Equal([1571, 1571], two.Users);
        // Bonferroni: α/2 per comparison.
        Assert.Equal(SampleSize.ForMeans(0.1, 1, new() { Shares = [1, 1], Alpha = 0.025 })!.Users[0], three.Users[0]);
        // 1/(4·0.9·0.1) times as many in all.
        Assert.InRange(skewed.Total / (double)two.Total, 2.77, 2.79);
        Assert.InRange(cuped.Total / (double)two.Total, 0.505, 0.515);
        Assert.Equal(two.Total, two.Users.Sum());
    }

    [Fact]
    public void The_planned_sample_size_is_the_smallest_with_the_promised_power()
    {
        var design = new SampleDesign { Shares = [1, 1] };
        var plan = SampleSize.ForMeans(0.3, 2, design)!;

        Assert.InRange(SampleSize.PowerOfMeans(plan.Total, 0.3, 2, design)!.Value, 0.8, 0.8005);
        Assert.True(SampleSize.PowerOfMeans(plan.Total - 2, 0.3, 2, design) < 0.8);
        Assert.Equal(0.3, SampleSize.DetectableDifferenceOfMeans(plan.Total, 2, design)!.Value, 0.001);
    }
}
