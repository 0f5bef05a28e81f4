using CsCheck;
using Waypost.Benchmarks.Simulations;
using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics;

/// <summary>A quantile is not compared where its standard error would come from a flat stretch or a gap.</summary>
public class QuantileTiesTests
{
    private static readonly StatisticsWarning ties = StatisticsWarning.TiesAtQuantile;

    [Fact]
    public void Medians_of_1_and_2_with_many_users_at_each_are_not_compared()
    {
        double[] control = [.. Enumerable.Repeat(1d, 1010), .. Enumerable.Repeat(2d, 990)];
        double[] test = [.. Enumerable.Repeat(1d, 990), .. Enumerable.Repeat(2d, 1010)];

        var estimate = Quantiles.Compare(0.5, Sample(control), Sample(test), 0.05);

        Assert.Equal((1d, null, null), (estimate.Difference, estimate.PValue, estimate.Interval));
        Assert.Equal([ties], estimate.Warnings);
        Assert.Equal(new Interval(1, 2), Sample(control).ByRanks);
    }

    [Fact]
    public void One_variant_with_ties_is_enough()
    {
        var smooth = Sample([.. Enumerable.Range(0, 1000).Select(i => i / 10d)]);
        var tied = Sample([.. Enumerable.Range(0, 1000).Select(i => i < 600 ? 0 : i / 10d)]);

        Assert.Equal([ties], Quantiles.Compare(0.5, smooth, tied, 0.05).Warnings);
        Assert.Equal([ties], Quantiles.Compare(0.5, tied, smooth, 0.05).Warnings);
        Assert.Empty(Quantiles.Compare(0.5, smooth, smooth, 0.05).Warnings);
    }

    [Fact]
    public void A_gap_without_any_tie_is_recognised()
    {
        var sample = Sample([.. Enumerable.Range(0, 2000).Select(i => i < 1000 ? i / 1000d : 20 + (i / 50d))]);

        Assert.Equal([ties], Quantiles.Compare(0.5, sample, sample with { At = 15 }, 0.05).Warnings);
    }

    [Fact]
    public void Ties_away_from_the_quantile_do_not_matter()
    {
        var sample = Sample([.. Enumerable.Range(0, 2000).Select(i => i < 800 ? 0 : i / 10d)]);

        Assert.Empty(Quantiles.Compare(0.5, sample, sample, 0.05).Warnings);
    }

    // R: qbinom and the table of Conover, Practical Nonparametric Statistics: n = 100 gives ranks 40 and 61.
    [Theory]
    [InlineData(100, 0.5, 40, 61)]
    [InlineData(6, 0.5, 1, 6)]
    [InlineData(1_000_000_000, 0.5, 499_969_010, 500_030_992)]
    public void Ranks_of_the_interval(long users, double quantile, long low, long high)
    {
        var ranks = QuantileRanks.OfInterval(quantile, users, 0.05)!.Value;

        Assert.InRange(ranks.Low, low - (users / 100_000_000), low + (users / 100_000_000));
        Assert.InRange(ranks.High, high - (users / 100_000_000), high + (users / 100_000_000));
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.5)]
    [InlineData(5, 0.5)]
    [InlineData(50, 0.95)]
    public void Few_users_have_no_interval(long users, double quantile) => Assert.Null(QuantileRanks.OfInterval(quantile, users, 0.05));

    [Fact]
    public void The_interval_of_ranks_has_at_most_half_alpha_on_each_side() =>
        Gen.Select(Gen.Int[1, 400], Gen.Double[0.01, 0.99], Gen.Double[0.001, 0.3])
            .Sample(
                (users, quantile, alpha) =>
                {
                    if (QuantileRanks.OfInterval(quantile, users, alpha) is not var (low, high))
                    {
                        return;
                    }
                    double Probability(int k) =>
                        Math.Exp(
                            MathNet.Numerics.SpecialFunctions.BinomialLn(users, k)
                                + (k * Math.Log(quantile))
                                + ((users - k) * Math.Log(1 - quantile))
                        );
                    Assert.InRange(Enumerable.Range(0, (int)low).Sum(Probability), 0, (alpha / 2) + 1e-9);
                    Assert.InRange(Enumerable.Range((int)high, users - (int)high + 1).Sum(Probability), 0, (alpha / 2) + 1e-9);
                    Assert.True(Enumerable.Range(0, (int)low + 1).Sum(Probability) > (alpha / 2) - 1e-9, "A higher rank would do.");
                },
                iter: 300
            );

    [Fact]
    public void Small_variants_are_compared_by_t_with_half_the_ranks_between_the_ends_as_degrees_of_freedom()
    {
        var sample = Sample([.. Enumerable.Range(0, 100).Select(i => (double)i)]);

        var estimate = Quantiles.Compare(0.95, Sample0(95), Sample0(95) with { At = 97 }, 0.05);

        Assert.Equal(9, QuantileRanks.DegreesOfFreedom(0.5, sample.Users, 0.05));
        Assert.Equal(8, estimate.DegreesOfFreedom!.Value, 9);
        Assert.Equal(Tails.StudentTwoSided(estimate.Statistic!.Value, 8), estimate.PValue!.Value, 12);
        Assert.Equal(2.306, (estimate.Interval!.Value.High - estimate.Difference!.Value) / estimate.StandardError!.Value, 3);

        static QuantileSample Sample0(double share) =>
            QuantileSimulation.Sample([.. Enumerable.Range(0, 100).Select(i => i * share / 95)], 0.95, 0.05);
    }

    [Fact]
    public void P_is_below_alpha_exactly_where_the_interval_excludes_0_and_arms_are_symmetric() =>
        Gen.Select(Gen.Double[0, 50].Array[150], Gen.Double[0, 60].Array[100], Gen.Double[0.01, 0.2])
            .Sample(
                (a, b, alpha) =>
                {
                    var (control, test) = (Sample(a, alpha), Sample(b, alpha));
                    var estimate = Quantiles.Compare(0.5, control, test, alpha);
                    var mirrored = Quantiles.Compare(0.5, test, control, alpha);

                    Assert.Equal(estimate.PValue < alpha, estimate.Interval is { } interval && !interval.Contains(0));
                    Assert.Equal((-estimate.Difference, estimate.PValue), (mirrored.Difference, mirrored.PValue));
                    if (estimate.PValue is { } p)
                    {
                        var lift = Lift.Of(
                            Quantiles.ToMomentsForLift(0.5, control, alpha),
                            Quantiles.ToMomentsForLift(0.5, test, alpha),
                            alpha
                        );
                        Assert.True(lift.Method != Lift.Fieller || lift.Unbounded || p < alpha == !lift.Interval!.Value.Contains(0));
                    }
                },
                iter: 300
            );

    private static QuantileSample Sample(IEnumerable<double> values, double alpha = 0.05) =>
        QuantileSimulation.Sample([.. values.Order()], 0.5, alpha);
}
