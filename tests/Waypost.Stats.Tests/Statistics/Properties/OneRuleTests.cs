using CsCheck;
using Waypost.Stats.Analysis;
using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Properties;

/// <summary>p is below α exactly where the interval of the difference, and that of the lift, exclude 0.</summary>
public class OneRuleTests
{
    // Near the limit, where two methods could disagree: differences of 1.5 to 2.5 standard errors.
    private static readonly Gen<(Moments Control, Moments Test, double Alpha)> arms = Gen.Select(
        Gen.Long[2, 5_000],
        Gen.Long[2, 5_000],
        Gen.Double[-20, 20],
        Gen.Double[0.01, 400],
        Gen.Double[0.01, 400],
        Gen.Double[-4, 4],
        Generate.Alpha,
        (a, b, mean, varianceA, varianceB, errors, alpha) =>
            (
                Moments.FromVariance(a, mean, varianceA),
                Moments.FromVariance(b, mean + (errors * Math.Sqrt((varianceA / a) + (varianceB / b))), varianceB),
                alpha
            )
    );

    private static readonly Gen<(Proportion Control, Proportion Test, double Alpha)> rates = Gen.Select(
        Gen.Int[5, 400],
        Gen.Int[5, 4_000],
        Gen.Double[0.002, 0.9],
        Gen.Double[-4, 4],
        Generate.Alpha,
        (a, b, rate, errors, alpha) =>
        {
            var shifted = Math.Clamp(rate + (errors * Math.Sqrt(rate * (1 - rate) * ((1d / a) + (1d / b)))), 0, 1);
            return (new Proportion((long)Math.Round(rate * a), a), new Proportion((long)Math.Round(shifted * b), b), alpha);
        }
    );

    [Fact]
    public void Of_means_by_Welch() =>
        arms.Sample(
            (control, test, alpha) =>
            {
                var estimate = Welch.Compare(control, test, alpha);
                AssertAgrees(estimate, Lift.Of(control, test, alpha), alpha);
            }
        );

    [Fact]
    public void Of_means_with_pooled_variance() =>
        arms.Sample(
            (control, test, alpha) =>
            {
                var (a, b) = PooledTTest.Pool(control, test);
                var means = new ComparedMeans(a, b, MeansTest.Pooled);
                var estimate = means.Compare(alpha, "");

                Assert.Equal(control.Count + test.Count - 2, estimate.DegreesOfFreedom);
                AssertAgrees(estimate, means.Lift(alpha)!, alpha);
            }
        );

    [Fact]
    public void Of_proportions_by_chi_square_or_Fisher() =>
        rates.Sample(
            (control, test, alpha) =>
            {
                var estimate = BinomialTest.Compare(control, test, alpha);
                AssertAgrees(estimate, BinomialTest.Lift(control, test, alpha, estimate.PValue), alpha);
            }
        );

    /// <summary>Once "better" beside a lift interval from −2.5 to +54.5 %: Newcombe and the delta method are not chi-square's.</summary>
    [Theory]
    [InlineData(57, 1000, 79, 1000, 0.05)]
    [InlineData(2, 100, 8, 100, 0.05)]
    [InlineData(0, 60, 5, 60, 0.05)]
    public void The_page_never_says_better_beside_an_interval_with_0(int xa, int na, int xb, int nb, double alpha)
    {
        var (control, test) = (new Proportion(xa, na), new Proportion(xb, nb));
        var estimate = BinomialTest.Compare(control, test, alpha);

        AssertAgrees(estimate, BinomialTest.Lift(control, test, alpha, estimate.PValue), alpha);
    }

    [Fact]
    public void A_lift_has_the_sign_of_the_difference_also_where_the_control_is_negative()
    {
        var lift = Lift.Of(Moments.FromVariance(400, -10, 4), Moments.FromVariance(400, -8, 4), 0.05);

        Assert.Equal(0.2, lift.Relative!.Value, 1e-12);
        Assert.True(lift.Interval is { Low: > 0, High: < 1 });
    }

    private static void AssertAgrees(Estimate estimate, LiftEstimate lift, double alpha)
    {
        // At the limit itself, rounding decides.
        if (estimate.PValue is not { } p || Math.Abs(p - alpha) < 1e-9)
        {
            return;
        }

        Assert.Equal(p < alpha, !estimate.Interval!.Value.Contains(0));
        if (lift.Interval is { } interval)
        {
            Assert.Equal(p < alpha, !interval.Contains(0));
        }
    }
}
