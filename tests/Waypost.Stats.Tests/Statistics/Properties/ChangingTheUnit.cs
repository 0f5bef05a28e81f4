using CsCheck;
using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Properties;

/// <summary>Cents or euros, with or without a fixed fee: the question is the same.</summary>
public class ChangingTheUnit
{
    [Fact]
    public void Values_times_a_thousand_leave_p_and_lift() =>
        Gen.Select(Any.Arm, Any.Arm, Any.Alpha)
            .Sample(
                (a, b, alpha) =>
                {
                    var (small, large) = (Welch.Compare(a, b, alpha), Welch.Compare(Times(a, 1000), Times(b, 1000), alpha));
                    var (smallLift, largeLift) = (Lift.Of(a, b, alpha), Lift.Of(Times(a, 1000), Times(b, 1000), alpha));

                    Expect.Close(small.PValue, large.PValue, tolerance: 1e-7);
                    Expect.Close(small.Difference * 1000, large.Difference, scale: a.Mean * 1000);
                    Expect.Close(smallLift.Relative, largeLift.Relative, scale: 1);
                    Expect.Close(smallLift.Interval?.Low, largeLift.Interval?.Low, scale: 1, tolerance: 1e-7);
                    Assert.Equal(smallLift.Unbounded, largeLift.Unbounded);
                }
            );

    [Fact]
    public void A_constant_added_leaves_p_and_the_absolute_interval() =>
        Gen.Select(Any.Values, Any.Values, Gen.Double[-500, 500])
            .Where((a, b, _) => a.Distinct().Count() > 1 && b.Length > 1)
            .Sample(
                (a, b, fee) =>
                {
                    var before = Welch.Compare(Sample.Of(a), Sample.Of(b), 0.05);
                    var after = Welch.Compare(Sample.Of(a.Select(x => x + fee)), Sample.Of(b.Select(x => x + fee)), 0.05);

                    Expect.Close(before.PValue, after.PValue, scale: 1e-6, tolerance: 1e-8);
                    Expect.Close(before.Interval?.Low, after.Interval?.Low, scale: 1000);
                    Expect.Close(before.Interval?.High, after.Interval?.High, scale: 1000);
                }
            );

    private static Moments Times(Moments arm, double factor) => new(arm.Count, arm.Mean * factor, arm.M2 * factor * factor);
}
