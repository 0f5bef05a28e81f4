using CsCheck;
using Waypost.Stats.Statistics;
using Waypost.Stats.Tests.Statistics.Properties;

namespace Waypost.Stats.Tests.Statistics;

/// <summary>The score interval of a ratio of proportions.</summary>
public class ScoreRatioIntervalTests
{
    private static readonly Gen<(Proportion Control, Proportion Test)> tables = Gen.Select(
        Gen.Long[2, 3_000].SelectMany(n => Gen.Long[1, n].Select(x => new Proportion(x, n))),
        Gen.Long[2, 3_000].SelectMany(n => Gen.Long[0, n].Select(x => new Proportion(x, n)))
    );

    /// <summary>At its ends, the difference is c standard errors at the most likely rates, here found by search.</summary>
    [Fact]
    public void Its_ends_are_where_the_score_test_begins_to_reject() =>
        tables.Sample(
            (control, test) =>
            {
                var interval = ScoreRatioInterval.Of(control, test, 1.96)!.Value;

                Assert.True(interval.Contains(test.Rate!.Value / control.Rate!.Value));
                AssertNumbers.Close(1.96, Score(control, test, interval.High), tolerance: 1e-5);
                if (interval.Low > 1e-12)
                {
                    AssertNumbers.Close(1.96, Score(control, test, interval.Low), tolerance: 1e-5);
                }
            },
            iter: 300
        );

    [Fact]
    public void Exchanging_the_arms_gives_the_reciprocal() =>
        tables
            .Where((_, test) => test.Successes > 0)
            .Sample(
                (control, test) =>
                {
                    var (one, other) = (
                        ScoreRatioInterval.Of(control, test, 1.96)!.Value,
                        ScoreRatioInterval.Of(test, control, 1.96)!.Value
                    );
                    AssertNumbers.Close(one.High, 1 / other.Low, tolerance: 1e-6);
                    AssertNumbers.Close(one.Low, 1 / other.High, tolerance: 1e-6);
                }
            );

    [Fact]
    public void Without_events_in_the_test_arm_it_begins_at_0_and_without_events_in_the_control_there_is_none()
    {
        Assert.Equal(0, ScoreRatioInterval.Of(new(5, 100), new(0, 100), 1.96)!.Value.Low);
        Assert.Null(ScoreRatioInterval.Of(new(0, 100), new(5, 100), 1.96));
    }

    private static double Score(Proportion control, Proportion test, double ratio)
    {
        // The log-likelihood is concave in the control's rate.
        var (low, high) = (0d, Math.Min(1, 1 / ratio));
        for (var i = 0; i < 200; i++)
        {
            var (one, other) = (low + ((high - low) / 3), high - ((high - low) / 3));
            (low, high) = LogLikelihood(one) < LogLikelihood(other) ? (one, high) : (low, other);
        }

        var (a, b) = ((low + high) / 2, (low + high) / 2 * ratio);
        var variance = (b * (1 - b) / test.Trials) + (ratio * ratio * a * (1 - a) / control.Trials);
        return Math.Abs(test.Rate!.Value - (ratio * control.Rate!.Value)) / Math.Sqrt(variance);

        double LogLikelihood(double rate) => Of(control, rate) + Of(test, rate * ratio);

        static double Of(Proportion arm, double rate) =>
            (arm.Successes == 0 ? 0 : arm.Successes * Math.Log(rate)) + (arm.Failures == 0 ? 0 : arm.Failures * Math.Log(1 - rate));
    }
}
