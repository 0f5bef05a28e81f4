using Waypost.Stats.Analysis;
using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>The always-valid interval of the lift, and that of the difference, are one statement.</summary>
public class AlwaysValidLiftTests
{
    private const double Alpha = 0.01;

    [Fact]
    public void It_excludes_zero_exactly_where_the_interval_of_the_difference_does()
    {
        var random = new Random(20261130);
        var excluded = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var (nA, nB) = (random.Next(100, 5_000), random.Next(100, 5_000));
            var (a, b) = (Arm(nA, 0.02 + random.NextDouble() / 2), Arm(nB, 0.02 + random.NextDouble() / 2));
            if (ConfidenceSequence.Compare(a.Proportion!.Value, b.Proportion!.Value, Alpha, 5_000) is { } proportions)
            {
                var lift = AlwaysValidLift.Of(a, b, new(null, null, MeansTest.Welch), Alpha, 5_000);
                Assert.Equal(proportions.Interval.Contains(0), lift!.Value.Contains(0));
                excluded += lift.Value.Contains(0) ? 0 : 1;
            }

            var (c, t) = (
                Moments.FromVariance(nA, 5 + random.NextDouble(), 4),
                Moments.FromVariance(nB, 5 + random.NextDouble(), 1 + (8 * random.NextDouble()))
            );
            var means = AlwaysValidLift.Of(OfMeans(nA), OfMeans(nB), new(c, t, MeansTest.Welch), Alpha, 5_000);
            Assert.Equal(ConfidenceSequence.Compare(c, t, Alpha, 5_000)!.Interval.Contains(0), means!.Value.Contains(0));
            excluded += means.Value.Contains(0) ? 0 : 1;
        }

        Assert.InRange(excluded, 500, 3_500);
    }

    [Fact]
    public void It_is_near_the_interval_of_the_difference_over_the_mean_of_a_precise_control()
    {
        var (control, test) = (Moments.FromVariance(10_000_000, 100, 1), Moments.FromVariance(1_000, 110, 400));

        var lift = AlwaysValidLift.Of(OfMeans(10_000_000), OfMeans(1_000), new(control, test, MeansTest.Welch), Alpha, 10_001_000)!.Value;
        var difference = ConfidenceSequence.Compare(control, test, Alpha, 10_001_000)!.Interval;

        Assert.Equal(difference.Low / 100, lift.Low, 4);
        Assert.Equal(difference.High / 100, lift.High, 4);
    }

    [Theory]
    [InlineData(0.01, 1_000)] // cannot be distinguished from 0
    [InlineData(-5, 1)]
    [InlineData(0, 1)]
    public void Without_a_control_above_zero_there_is_none(double mean, double variance) =>
        Assert.Null(
            AlwaysValidLift.Of(
                OfMeans(200),
                OfMeans(200),
                new(Moments.FromVariance(200, mean, variance), Moments.FromVariance(200, 5, 1), MeansTest.Welch),
                Alpha,
                5_000
            )
        );

    private static MetricArm Arm(int users, double rate) =>
        new()
        {
            Variant = "",
            Users = users,
            Moments = null,
            Proportion = new((long)(users * rate), users),
        };

    private static MetricArm OfMeans(long users) =>
        new()
        {
            Variant = "",
            Users = users,
            Moments = null,
        };
}
