using Waypost.Stats.Statistics;
using Waypost.Stats.Tests.Statistics.Properties;

namespace Waypost.Stats.Tests.Statistics;

/// <summary>
/// Reference values were computed apart from this code, in Python: the tail of t by Simpson's rule on its density (the formula of R's
/// t.test(alternative = "greater", mu = −δ)), the rates of the score test by Farrington and Manning's closed solution of the cubic, those
/// of the ratio by bisection of the likelihood's derivative, and the ends of all intervals by bisection of the test.
/// </summary>
public class MarginTestTests
{
    private const double Alpha = 0.05;

    private static readonly Moments meansA = Moments.FromVariance(120, 50, 64);
    private static readonly Moments meansB = Moments.FromVariance(150, 49.2, 81);
    private static readonly Proportion ratesA = new(83, 1000);
    private static readonly Proportion ratesB = new(75, 980);
    private static readonly OneSidedRule normal = OneSidedRule.Fixed(Alpha, double.PositiveInfinity);

    private static OneSidedRule Student => OneSidedRule.Fixed(Alpha, Welch.DegreesOfFreedom(64d / 120, 120, 81d / 150, 150));

    [Fact]
    public void Means_agree_with_welchs_test_against_the_margin() =>
        AssertTest(
            MarginTest.Means(meansA, meansB, 2.5, Student),
            (-2.5100761780521506, 0.9100761780521562),
            below: 0.05100244213420407,
            above: 0.0008095748026788474
        );

    [Fact]
    public void A_relative_margin_of_means_agrees_with_fiellers_interval() =>
        AssertTest(
            MarginTest.RatioOfMeans(meansA, meansB, 0.04, Student),
            (-0.04937313126010273, 0.018517675576644632),
            below: 0.1192269901190865,
            above: 0.004273002990442032
        );

    [Fact]
    public void Proportions_agree_with_farrington_and_mannings_score_test() =>
        AssertTest(
            MarginTest.Proportions(ratesA, ratesB, 0.03, normal),
            (-0.02662195339854237, 0.013663654761803663),
            below: 0.027649747765555215,
            above: 0.001622023704399808
        );

    [Fact]
    public void A_relative_margin_of_proportions_agrees_with_the_score_test_of_the_ratio() =>
        AssertTest(
            MarginTest.RatioOfProportions(ratesA, ratesB, 0.3, normal),
            (-0.2825108365089386, 0.18474272722839524),
            below: 0.03533711384545457,
            above: 0.011929761562035932
        );

    [Fact]
    public void The_interval_of_a_ratio_is_koopmans() =>
        // Koopman, Biometrics 40 (1984) 513: 36 of 40 against 16 of 80, 95 %: 2.94 to 7.15.
        AssertInterval(
            (2.939569192214994 - 1, 7.152223434866029 - 1),
            RatioScore.Of(new(16, 80), new(36, 40), CriticalValues.Normal(0.05))
        );

    [Fact]
    public void Before_the_planned_end_the_confidence_sequence_replaces_the_critical_value() =>
        AssertTest(
            MarginTest.Means(meansA, meansB, 2.5, OneSidedRule.AlwaysValid(270, 0.01, 400)),
            (-4.5131657821119004, 2.913165782111906),
            below: 0.8989815719070114,
            above: 0.033074209402178936
        );

    [Fact]
    public void Without_events_a_proportion_can_still_rule_out_a_margin()
    {
        var test = MarginTest.Proportions(new(0, 500), new(0, 400), 0.01, normal)!;

        Assert.Equal(0.02221159242499349, test.PAbove, 9);
        Assert.True(test.RulesOutAbove(0.01));
    }

    [Fact]
    public void A_relative_margin_needs_a_control_that_is_not_0()
    {
        Assert.Null(MarginTest.RatioOfProportions(new(0, 500), new(3, 400), 0.1, normal));
        Assert.Null(MarginTest.RatioOfMeans(Moments.FromVariance(100, 0, 1), Moments.FromVariance(100, 1, 1), 0.1, Student));
        Assert.Null(MarginTest.RatioOfMeans(Moments.FromVariance(100, -5, 1), Moments.FromVariance(100, -5, 1), 0.1, Student));
        Assert.Null(MarginTest.RatioOfMeans(Moments.FromVariance(100, 0.01, 1), Moments.FromVariance(100, 1, 1), 0.1, Student));
    }

    [Fact]
    public void Without_a_finite_standard_error_there_is_no_test()
    {
        Assert.Null(MarginTest.Means(new(100, 1, 0), new(100, 1, 0), 0.1, normal));
        Assert.Null(MarginTest.Means(new(1, 1, 0), new(100, 1, 3), 0.1, normal));
        Assert.Null(MarginTest.Means(new(100, 1, double.PositiveInfinity), new(100, 1, 3), 0.1, normal));
        Assert.Null(MarginTest.Proportions(new(0, 0), new(0, 400), 0.1, normal));
    }

    private static void AssertTest(MarginTest? actual, (double Low, double High) interval, double below, double above)
    {
        AssertInterval(interval, actual?.Interval);
        AssertNumbers.Close(below, actual?.PBelow, scale: below, tolerance: 1e-8);
        AssertNumbers.Close(above, actual?.PAbove, scale: above, tolerance: 1e-8);
    }

    private static void AssertInterval((double Low, double High) expected, Interval? actual)
    {
        AssertNumbers.Close(expected.Low, actual?.Low, scale: 1, tolerance: 1e-9);
        AssertNumbers.Close(expected.High, actual?.High, scale: 1, tolerance: 1e-9);
    }
}
