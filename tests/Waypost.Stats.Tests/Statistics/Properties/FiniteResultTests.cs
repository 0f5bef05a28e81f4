using CsCheck;
using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Properties;

/// <summary>
/// For any input, each result is finite or null, and a missing p has a warning: JSON cannot represent NaN.
/// </summary>
public class FiniteResultTests
{
    private static readonly Gen<double> Extreme = Gen.OneOf(
        Gen.OneOf(
            0,
            1,
            -1,
            1e-320,
            1e-300,
            1e-160,
            1e-9,
            1e9,
            1e155,
            1e300,
            double.MaxValue,
            double.Epsilon,
            double.NaN,
            double.PositiveInfinity,
            double.NegativeInfinity
        ),
        Gen.Double[-10, 10]
    );

    private static readonly Gen<Moments> Arm = Gen.Select(
        Gen.OneOf(0L, 1, 2, 3, 150, 10_000_000_000),
        Extreme,
        Extreme,
        (n, mean, m2) => n == 0 ? default : new Moments(n, mean, n == 1 ? 0 : Math.Abs(m2))
    );

    private static readonly Gen<Proportion> Proportion = Gen.Select(
        Gen.OneOf(0L, 1, 2, 7, 1000, 3_000_000_000),
        Gen.Double[0, 1],
        Gen.Bool,
        (n, share, edge) => new Proportion(edge ? (share < 0.5 ? 0 : n) : (long)(share * n), n)
    );

    [Fact]
    public void Results_for_means_are_finite_or_null() =>
        Gen.Select(Arm, Arm)
            .Sample(
                (a, b) =>
                {
                    var welch = Welch.Compare(a, b, 0.05);
                    AssertFinite(
                        welch.Difference,
                        welch.StandardError,
                        welch.Statistic,
                        welch.DegreesOfFreedom,
                        welch.PValue,
                        welch.Interval?.Low,
                        welch.Interval?.High
                    );
                    Assert.True(welch.PValue is not null || welch.Warnings.Count > 0);

                    var lift = Lift.Of(a, b, 0.05);
                    AssertFinite(lift.Relative, lift.StandardError, lift.Interval?.Low, lift.Interval?.High);
                    Assert.True(lift.Interval is not null || lift.Warnings.Count > 0);

                    var always = ConfidenceSequence.Compare(a, b, 0.01, 1000);
                    AssertFinite(always?.Interval.Low, always?.Interval.High, always?.PValue, always?.LogE);

                    var view = Bayesian.Posterior(lift, goalIncrease: true);
                    AssertFinite(
                        view?.ChanceToWin,
                        view?.ExpectedLoss,
                        view?.Interval.Low,
                        view?.Interval.High,
                        view?.Mean,
                        view?.StandardDeviation
                    );
                },
                iter: 20_000
            );

    [Fact]
    public void Results_for_proportions_are_finite_or_null() =>
        Gen.Select(Proportion, Proportion)
            .Sample(
                (a, b) =>
                {
                    foreach (var estimate in new[] { BinomialTest.Compare(a, b, 0.05), ChiSquare.Compare(a, b, 0.05, yates: true) })
                    {
                        AssertFinite(
                            estimate.Difference,
                            estimate.StandardError,
                            estimate.Statistic,
                            estimate.PValue,
                            estimate.Interval?.Low,
                            estimate.Interval?.High
                        );
                        Assert.True(estimate.PValue is not null || estimate.Warnings.Count > 0);
                    }
                },
                iter: 5_000
            );

    [Fact]
    public void Results_for_several_variants_are_finite_or_null() =>
        Gen.Select(Arm.Array[0, 4], Proportion.Array[0, 4])
            .Sample(
                (arms, counted) =>
                {
                    foreach (var omnibus in new[] { Omnibus.WelchAnova(arms), Omnibus.Pearson(counted) })
                    {
                        AssertFinite([omnibus.Statistic, omnibus.PValue, .. omnibus.DegreesOfFreedom]);
                        Assert.True(omnibus.PValue is not null || omnibus.Warnings.Count > 0);
                    }

                    var check = SampleRatioMismatch.Test(
                        [.. counted.Select(arm => arm.Trials)],
                        [.. counted.Select(arm => (double)(arm.Successes % 3))]
                    );
                    AssertFinite([check.PValue, check.Statistic, .. check.Expected]);
                },
                iter: 5_000
            );

    [Fact]
    public void Results_for_quantiles_and_ratios_are_finite_or_null() =>
        Gen.Select(Extreme, Extreme, Extreme, Arm, Extreme)
            .Sample(
                (at, low, high, arm, covariance) =>
                {
                    var one = new QuantileSample(1000, at, low, high);
                    var estimate = Quantiles.Compare(0.9, one, one with { At = low }, 0.05);
                    AssertFinite(
                        estimate.Difference,
                        estimate.StandardError,
                        estimate.Statistic,
                        estimate.PValue,
                        estimate.Interval?.Low,
                        estimate.Interval?.High
                    );

                    var ratio = RatioMetric.ToMoments(new(arm.Count, at, arm.Mean, Math.Abs(high), arm.M2, covariance)) ?? default;
                    var welch = Welch.Compare(ratio, Moments.FromVariance(100, 1, 1), 0.05);
                    AssertFinite(welch.Difference, welch.Statistic, welch.PValue);
                },
                iter: 5_000
            );

    [Fact]
    public void Plans_are_finite_or_null()
    {
        var plans = 0;

        Gen.Select(Extreme, Extreme, Gen.OneOf(0d, 1, 3, 50, 1e7))
            .Sample(
                (difference, variance, total) =>
                {
                    var design = new SampleDesign { Shares = [1, 3] };
                    AssertFinite(
                        SampleSize.PowerOfMeans(total, difference, variance, design),
                        SampleSize.DetectableDifferenceOfMeans(total, variance, design),
                        SampleSize.PowerOfProportions(total, difference, variance, design),
                        SampleSize.DetectableDifferenceOfProportions(total, difference, increase: true, design)
                    );
                    foreach (
                        var plan in new[]
                        {
                            SampleSize.ForMeans(difference, variance, design),
                            SampleSize.ForProportions(difference, variance, design),
                        }.OfType<SampleSizeResult>()
                    )
                    {
                        Interlocked.Increment(ref plans);
                        Assert.Equal(2, plan.Users.Count);
                        Assert.All(plan.Users, users => Assert.InRange(users, 1, long.MaxValue));
                    }
                },
                iter: 500
            );

        Assert.True(plans > 0, "No sample had a plan, so nothing was checked.");
    }

    private static void AssertFinite(params ReadOnlySpan<double?> numbers)
    {
        foreach (var number in numbers)
        {
            Assert.True(number is null || double.IsFinite(number.Value), $"{number}");
        }
    }
}
