using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Edges;

/// <summary>References: fractions of whole numbers in Python, summed over all tables.</summary>
public class ExactSampleRatioTests
{
    [Theory]
    [InlineData(new long[] { 98, 3 }, new[] { 0.995, 0.005 }, 0.014481513498124323)]
    [InlineData(new long[] { 1, 1 }, new[] { 0.9999, 0.0001 }, 0.00019999)]
    [InlineData(new long[] { 3, 1 }, new[] { 3d, 1 }, 1)]
    [InlineData(new long[] { 18, 1, 1 }, new[] { 90d, 5, 5 }, 1)]
    [InlineData(new long[] { 3, 7, 2 }, new[] { 1d, 1, 1 }, 0.26715101017798776)]
    [InlineData(new long[] { 30, 0, 4 }, new[] { 90d, 5, 5 }, 0.09630663550909602)]
    [InlineData(new long[] { 17, 1, 3, 0 }, new[] { 90d, 5, 4, 1 }, 0.13883202998346755)]
    [InlineData(new long[] { 40, 1, 4 }, new[] { 98d, 1, 1 }, 0.0009203301193230963)]
    public void Small_expected_counts_have_an_exact_p_value(long[] observed, double[] weights, double p)
    {
        var check = SampleRatioMismatch.Test(observed, weights);

        Assert.Equal(p, check.PValue!.Value, 1e-12);
        Assert.StartsWith("exact", check.Method, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_users_where_a_half_is_expected_are_no_mismatch() =>
        Assert.Equal((false, false), Levels(SampleRatioMismatch.Test([98, 3], [0.995, 0.005])));

    [Fact]
    public void Tables_that_are_equally_probable_count_however_their_probabilities_round()
    {
        // Every order of the same three counts has the same probability.
        var orders = new long[][] { [0, 2, 4], [0, 4, 2], [2, 0, 4], [2, 4, 0], [4, 0, 2], [4, 2, 0] };

        Assert.Single(orders.Select(order => Math.Round(SampleRatioMismatch.Test(order, [1, 1, 1]).PValue!.Value, 14)).Distinct());
        Assert.Equal(SampleRatioMismatch.Test([2, 6], [1, 1]).PValue!.Value, SampleRatioMismatch.Test([6, 2], [1, 1]).PValue!.Value, 1e-14);
        Assert.Equal(0.2890625, SampleRatioMismatch.Test([2, 6], [1, 1]).PValue!.Value, 1e-14);
    }

    [Theory]
    [InlineData(new long[] { 999_999_998, 2 }, new[] { 1, 1e-9 })]
    [InlineData(new long[] { 2_000_000_000_000, 4 }, new[] { 1, 1e-12 })]
    [InlineData(new long[] { 500_000_000, 500_000_000, 2 }, new[] { 1, 1, 2e-9 })]
    [InlineData(new long[] { 500_000_300, 499_999_900, 1, 3 }, new[] { 1, 1, 2e-9, 2e-9 })]
    public void A_tiny_weight_among_billions_of_users_has_an_exact_p_value(long[] observed, double[] weights)
    {
        var check = SampleRatioMismatch.Test(observed, weights);

        Assert.InRange(check.PValue!.Value, 0.05, 1);
    }

    [Fact]
    public void The_simulation_agrees_with_the_enumeration()
    {
        foreach (
            var (observed, shares) in new (long[], double[])[]
            {
                ([30, 0, 4], [0.9, 0.05, 0.05]),
                ([17, 1, 3, 0], [0.9, 0.05, 0.04, 0.01]),
                ([700, 320, 1], [0.7, 0.299, 0.001]),
                ([40, 1, 4], [0.98, 0.01, 0.01]),
            }
        )
        {
            var exact = Multinomial.Enumerate(observed, shares);

            var simulated = Multinomial.Simulate(observed, shares, 200_000);

            var deviation = Math.Sqrt(exact * (1 - exact) / 200_000);
            Assert.InRange(simulated, exact - (4 * deviation) - 1e-5, exact + (4 * deviation) + 1e-5);
        }
    }

    [Fact]
    public void Two_variants_are_summed_as_precisely_as_they_are_enumerated()
    {
        foreach (var count in new long[] { 0, 1, 2, 5, 9, 30, 90, 140 })
        {
            Assert.Equal(
                1,
                Multinomial.Enumerate([400 - count, count], [0.99, 0.01]) / Multinomial.PValue([400 - count, count], [0.99, 0.01]).Value,
                1e-10
            );
        }
    }

    [Fact]
    public void An_alert_of_Pearsons_test_is_confirmed_by_the_exact_test()
    {
        // 13 users where 5.01 are expected: χ² gives p = 0.0003, the binomial distribution 0.0021.
        var check = SampleRatioMismatch.Test([989, 13], [0.995, 0.005]);

        Assert.Equal((true, false), Levels(check));
        Assert.Equal(Multinomial.BinomialName, check.Method);
        Assert.Equal(SampleRatioMismatch.PearsonName, SampleRatioMismatch.Test([990, 12], [0.995, 0.005]).Method);
        Assert.InRange(SampleRatioMismatch.Test([9_000, 1_000], [1, 1]).PValue!.Value, 0, 1e-300);
    }

    [Fact]
    public void A_variant_of_weight_0_stays_out_of_the_exact_test_and_is_an_alert()
    {
        var check = SampleRatioMismatch.Test([98, 1, 3], [0.995, 0, 0.005]);

        Assert.Equal(0.014481513498124323, check.PValue!.Value, 1e-12);
        Assert.True(check.IsAlert);
    }

    [Fact]
    public void Impossible_counts_and_weights_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleRatioMismatch.Test([-1, 3], [1, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleRatioMismatch.Test([1, 3], [1, -1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleRatioMismatch.Test([1, 3], [1, double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleRatioMismatch.Test([1, 3], [1, double.PositiveInfinity]));
        Assert.Throws<ArgumentException>(() => SampleRatioMismatch.Test([1, 3], [1]));
    }

    private static (bool Warns, bool Alerts) Levels(SampleRatioCheck check) => (check.IsWarning, check.IsAlert);
}
