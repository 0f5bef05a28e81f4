using CsCheck;
using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Properties;

/// <summary>Which variant is called control decides about signs, and about nothing else: to the last bit.</summary>
public class SwappingArms
{
    [Fact]
    public void Welch_mirrors_difference_statistic_and_interval() =>
        Gen.Select(Any.Arm, Any.Arm, Any.Alpha)
            .Sample(
                (a, b, alpha) =>
                {
                    var (there, back) = (Welch.Compare(a, b, alpha), Welch.Compare(b, a, alpha));

                    Assert.Equal(-there.Difference, back.Difference);
                    Assert.Equal(-there.Statistic, back.Statistic);
                    Assert.Equal(there.DegreesOfFreedom, back.DegreesOfFreedom);
                    Assert.Equal(there.PValue, back.PValue);
                    Expect.Mirrored(there.Interval, back.Interval);
                }
            );

    [Fact]
    public void Binomials_mirror_the_difference_and_its_interval_and_keep_p() =>
        Gen.Select(Any.Proportion, Any.Proportion, Any.Alpha)
            .Sample(
                (a, b, alpha) =>
                {
                    var (there, back) = (Binomials.Compare(a, b, alpha), Binomials.Compare(b, a, alpha));

                    Assert.Equal(-there.Difference, back.Difference);
                    Expect.Close(there.Statistic, back.Statistic, tolerance: 1e-14);
                    Expect.Close(there.PValue, back.PValue, tolerance: 1e-11);
                    Expect.Mirrored(there.Interval, back.Interval);
                }
            );

    [Fact]
    public void Fisher_gives_the_same_p_to_the_last_bit() =>
        Gen.Select(Any.Proportion, Any.Proportion).Sample((a, b) => Assert.Equal(Fisher.PValue(a, b), Fisher.PValue(b, a)), iter: 50);

    [Fact]
    public void The_always_valid_interval_is_mirrored() =>
        Gen.Select(Any.Arm, Any.Arm, Any.Alpha)
            .Sample(
                (a, b, alpha) =>
                {
                    var (there, back) = (AlwaysValid.Compare(a, b, alpha, 50_000), AlwaysValid.Compare(b, a, alpha, 50_000));

                    Assert.Equal(there?.LogE, back?.LogE);
                    Expect.Mirrored(there?.Interval, back?.Interval);
                }
            );

    [Fact]
    public void Turning_the_goal_round_turns_the_chance_to_win_round() =>
        Gen.Select(Gen.Double[-1, 1], Gen.Double[0.001, 1])
            .Sample(
                (lift, error) =>
                {
                    var more = Bayesian.View(lift, error, goalIncrease: true)!;
                    var less = Bayesian.View(lift, error, goalIncrease: false)!;

                    Expect.Close(1, more.ChanceToWin + less.ChanceToWin);
                    // Choosing the better arm for sure would gain the mean: E[max(0, Δ)] − E[max(0, −Δ)] = μ.
                    Expect.Close(more.Mean, less.ExpectedLoss - more.ExpectedLoss, scale: 1e-3);
                }
            );
}
