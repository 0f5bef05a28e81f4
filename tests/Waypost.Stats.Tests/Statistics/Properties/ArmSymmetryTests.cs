using CsCheck;
using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Properties;

/// <summary>Exchanging control and variant only changes signs.</summary>
public class ArmSymmetryTests
{
    [Fact]
    public void Welch_mirrors_difference_statistic_and_interval() =>
        Gen.Select(Generate.Arm, Generate.Arm, Generate.Alpha)
            .Sample(
                (a, b, alpha) =>
                {
                    var (forward, backward) = (Welch.Compare(a, b, alpha), Welch.Compare(b, a, alpha));

                    Assert.Equal(-forward.Difference, backward.Difference);
                    Assert.Equal(-forward.Statistic, backward.Statistic);
                    Assert.Equal(forward.DegreesOfFreedom, backward.DegreesOfFreedom);
                    Assert.Equal(forward.PValue, backward.PValue);
                    AssertNumbers.Mirrored(forward.Interval, backward.Interval);
                }
            );

    [Fact]
    public void Binomials_mirror_the_difference_and_its_interval_and_keep_p() =>
        Gen.Select(Generate.Proportion, Generate.Proportion, Generate.Alpha)
            .Sample(
                (a, b, alpha) =>
                {
                    var (forward, backward) = (BinomialTest.Compare(a, b, alpha), BinomialTest.Compare(b, a, alpha));

                    Assert.Equal(-forward.Difference, backward.Difference);
                    AssertNumbers.Close(forward.Statistic, backward.Statistic, tolerance: 1e-14);
                    AssertNumbers.Close(forward.PValue, backward.PValue, tolerance: 1e-11);
                    AssertNumbers.Mirrored(forward.Interval, backward.Interval);
                }
            );

    [Fact]
    public void Fisher_gives_exactly_the_same_p() =>
        Gen.Select(Generate.Proportion, Generate.Proportion)
            .Sample((a, b) => Assert.Equal(Fisher.PValue(a, b), Fisher.PValue(b, a)), iter: 50);

    [Fact]
    public void The_always_valid_interval_is_mirrored() =>
        Gen.Select(Generate.Arm, Generate.Arm, Generate.Alpha)
            .Sample(
                (a, b, alpha) =>
                {
                    var (forward, backward) = (
                        ConfidenceSequence.Compare(a, b, alpha, 50_000),
                        ConfidenceSequence.Compare(b, a, alpha, 50_000)
                    );

                    Assert.Equal(forward?.LogE, backward?.LogE);
                    AssertNumbers.Mirrored(forward?.Interval, backward?.Interval);
                }
            );

    [Fact]
    public void The_opposite_goal_has_the_complementary_chance_to_win() =>
        Gen.Select(Gen.Double[-1, 1], Gen.Double[0.001, 1])
            .Sample(
                (lift, error) =>
                {
                    var more = Bayesian.Posterior(lift, error, goalIncrease: true)!;
                    var less = Bayesian.Posterior(lift, error, goalIncrease: false)!;

                    AssertNumbers.Close(1, more.ChanceToWin + less.ChanceToWin);
                    // Choosing the better arm with certainty would gain the mean: E[max(0, Δ)] − E[max(0, −Δ)] = μ.
                    AssertNumbers.Close(more.Mean, less.ExpectedLoss - more.ExpectedLoss, scale: 1e-3);
                }
            );
}
