using CsCheck;
using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Properties;

/// <summary>Scaling all values, or adding a constant, does not change the test.</summary>
public class UnitInvarianceTests
{
    [Fact]
    public void Scaling_values_keeps_p_and_lift() =>
        Gen.Select(Generate.Arm, Generate.Arm, Generate.Alpha)
            .Sample(
                (a, b, alpha) =>
                {
                    var (small, large) = (Welch.Compare(a, b, alpha), Welch.Compare(Times(a, 1000), Times(b, 1000), alpha));
                    var (smallLift, largeLift) = (Lift.Of(a, b, alpha), Lift.Of(Times(a, 1000), Times(b, 1000), alpha));

                    AssertNumbers.Close(small.PValue, large.PValue, tolerance: 1e-7);
                    AssertNumbers.Close(small.Difference * 1000, large.Difference, scale: a.Mean * 1000);
                    AssertNumbers.Close(smallLift.Relative, largeLift.Relative, scale: 1);
                    AssertNumbers.Close(smallLift.Interval?.Low, largeLift.Interval?.Low, scale: 1, tolerance: 1e-7);
                    Assert.Equal(smallLift.Unbounded, largeLift.Unbounded);
                }
            );

    [Fact]
    public void Adding_a_constant_keeps_p_and_the_absolute_interval() =>
        Gen.Select(Generate.Values, Generate.Values, Gen.Double[-500, 500])
            .Where((a, b, _) => a.Distinct().Count() > 1 && b.Length > 1)
            .Sample(
                (a, b, constant) =>
                {
                    var before = Welch.Compare(SampleMoments.Of(a), SampleMoments.Of(b), 0.05);
                    var after = Welch.Compare(
                        SampleMoments.Of(a.Select(x => x + constant)),
                        SampleMoments.Of(b.Select(x => x + constant)),
                        0.05
                    );

                    AssertNumbers.Close(before.PValue, after.PValue, scale: 1e-6, tolerance: 1e-8);
                    AssertNumbers.Close(before.Interval?.Low, after.Interval?.Low, scale: 1000);
                    AssertNumbers.Close(before.Interval?.High, after.Interval?.High, scale: 1000);
                }
            );

    private static Moments Times(Moments arm, double factor) => new(arm.Count, arm.Mean * factor, arm.M2 * factor * factor);
}
