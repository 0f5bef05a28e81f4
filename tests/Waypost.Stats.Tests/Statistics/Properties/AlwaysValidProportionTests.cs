using CsCheck;
using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Properties;

/// <summary>The confidence sequence of proportions: interval and p-value are one rule, also with rare events and uneven shares.</summary>
public class AlwaysValidProportionTests
{
    // The common rates and the shares of an experiment, from rare to almost everybody.
    private static readonly Gen<Proportion> rare = Gen.Select(Gen.Long[100, 3_000_000], Gen.Double[0, 0.02])
        .Select((n, rate) => new Proportion((long)(n * rate), n));
    private static readonly Gen<Proportion> any = Gen.OneOf(
        rare,
        rare.Select(p => new Proportion(p.Failures, p.Trials)),
        Generate.Proportion
    );

    [Fact]
    public void The_interval_excludes_zero_exactly_where_p_is_below_alpha() =>
        Gen.Select(any, any, Generate.Alpha)
            .Sample(
                (a, b, alpha) =>
                {
                    // On the boundary itself, rounding decides.
                    if (ConfidenceSequence.Compare(a, b, alpha, 50_000) is { } estimate && Math.Abs(estimate.LogE + Math.Log(alpha)) > 1e-6)
                    {
                        Assert.Equal(estimate.PValue < alpha, !estimate.Interval.Contains(0));
                    }
                },
                iter: 500
            );

    [Fact]
    public void The_interval_contains_the_difference_and_stays_within_bounds() =>
        Gen.Select(any, any, Generate.Alpha)
            .Sample(
                (a, b, alpha) =>
                {
                    if (ConfidenceSequence.Compare(a, b, alpha, 50_000) is { } estimate)
                    {
                        Assert.True(estimate.Interval.Contains(b.Rate!.Value - a.Rate!.Value));
                        Assert.InRange(estimate.Interval.Low, -1, 1);
                        Assert.InRange(estimate.Interval.High, -1, 1);
                    }
                },
                iter: 500
            );

    [Fact]
    public void Exchanging_the_arms_mirrors_the_interval_and_keeps_p() =>
        Gen.Select(any, any, Generate.Alpha)
            .Sample(
                (a, b, alpha) =>
                {
                    var forward = ConfidenceSequence.Compare(a, b, alpha, 50_000);
                    var backward = ConfidenceSequence.Compare(b, a, alpha, 50_000);

                    Assert.Equal(forward?.PValue, backward?.PValue);
                    AssertNumbers.Mirrored(forward?.Interval, backward?.Interval);
                },
                iter: 500
            );

    [Fact]
    public void Counting_the_users_without_the_event_mirrors_the_interval() =>
        Gen.Select(any, any)
            .Sample(
                (a, b) =>
                {
                    var with = ConfidenceSequence.Compare(a, b, 0.01, 50_000);
                    var without = ConfidenceSequence.Compare(
                        new Proportion(a.Failures, a.Trials),
                        new Proportion(b.Failures, b.Trials),
                        0.01,
                        50_000
                    );

                    AssertNumbers.Close(with?.LogE, without?.LogE, scale: 1, tolerance: 1e-6);
                    AssertNumbers.Close(with?.Interval.Low, -without?.Interval.High, scale: 1, tolerance: 1e-9);
                },
                iter: 200
            );

    [Fact]
    public void Even_shares_and_many_events_give_what_means_give()
    {
        var (a, b) = (new Proportion(10_000, 100_000), new Proportion(10_600, 100_000));
        var (proportions, means) = (
            ConfidenceSequence.Compare(a, b, 0.01, 200_000)!,
            ConfidenceSequence.Compare(a.ToMoments(), b.ToMoments(), 0.01, 200_000)!
        );

        AssertNumbers.Close(means.LogE, proportions.LogE, tolerance: 1e-3);
        AssertNumbers.Close(means.Interval.Low, proportions.Interval.Low, scale: 0.01, tolerance: 1e-3);
        AssertNumbers.Close(means.Interval.High, proportions.Interval.High, scale: 0.01, tolerance: 1e-3);
    }

    [Theory]
    [InlineData(30, 1_900, 0, 100, "1.5 with the event")]
    [InlineData(1_870, 1_900, 100, 100, "1.5 without the event")]
    [InlineData(0, 5_000, 0, 5_000, "0 with the event")]
    [InlineData(5_000, 5_000, 5_000, 5_000, "0 without the event")]
    [InlineData(999, 100_000, 0, 1_000, "9.8 with the event")]
    public void Below_ten_expected_events_there_is_no_sequence(long x, long n, long y, long m, string words)
    {
        var (a, b) = (new Proportion(x, n), new Proportion(y, m));

        Assert.Null(ConfidenceSequence.Compare(a, b, 0.01, 10_000));
        var obstacle = ConfidenceSequence.Obstacle(a, b)!.Value;
        Assert.Equal("too-few-events", obstacle.Code);
        Assert.Contains(words, obstacle.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_arm_without_events_is_compared_once_enough_are_expected()
    {
        var estimate = ConfidenceSequence.Compare(new Proportion(600, 19_000), new Proportion(0, 1_000), 0.01, 20_000)!;

        Assert.True(estimate.PValue < 0.01);
        Assert.True(estimate.Interval.High < 0);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 100)]
    [InlineData(1, 100)]
    [InlineData(99, 5_000)]
    public void Below_a_hundred_users_the_obstacle_is_their_number(long few, long many)
    {
        var (a, b) = (new Proportion(few / 2, few), new Proportion(many / 2, many));

        Assert.Null(ConfidenceSequence.Compare(a, b, 0.01, 10_000));
        Assert.Contains("100 users in every variant", ConfidenceSequence.Obstacle(b, a)!.Value.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Billions_of_users_are_no_obstacle()
    {
        var estimate = ConfidenceSequence.Compare(
            new Proportion(1_000, 4_000_000_000),
            new Proportion(1_400, 4_000_000_000),
            0.01,
            8_000_000_000
        )!;

        Assert.True(estimate.PValue < 0.01);
        Assert.True(estimate.Interval.Low is > 0 and < 1e-7);
        Assert.True(estimate.Interval.High is > 1e-7 and < 2e-7);
    }
}
