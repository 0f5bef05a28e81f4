using CsCheck;
using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Properties;

/// <summary>Margins: the p-values and the interval are one rule, and the two sides mirror each other.</summary>
public class MarginPropertyTests
{
    private static readonly Gen<Proportion> events = Gen.OneOf(
        Gen.Select(Gen.Long[100, 100_000], Gen.Double[0, 0.05]).Select((n, rate) => new Proportion((long)(n * rate), n)),
        Generate.Proportion
    );

    private static readonly Gen<double> alpha = Gen.OneOf(0.1, 0.05, 0.025, 0.005);

    private static readonly Gen<double> share = Gen.Double[0.001, 0.9];

    [Fact]
    public void Of_means_a_margin_is_excluded_exactly_where_p_is_below_alpha() =>
        Gen.Select(Generate.Arm, Generate.Arm, share, alpha)
            .Sample(
                (a, b, margin, error) =>
                {
                    foreach (
                        var rule in Rules(
                            a.Count + b.Count,
                            error,
                            Welch.DegreesOfFreedom(a.VarianceOfMean!.Value, a.Count, b.VarianceOfMean!.Value, b.Count)
                        )
                    )
                    {
                        AssertOneRule(MarginTest.Means(a, b, margin * a.Mean, rule), margin * a.Mean, rule);
                        AssertOneRule(MarginTest.RatioOfMeans(a, b, margin, rule), margin, rule);
                    }
                },
                iter: 500
            );

    [Fact]
    public void Of_proportions_a_margin_is_excluded_exactly_where_p_is_below_alpha() =>
        Gen.Select(events, events, share, alpha)
            .Sample(
                (a, b, margin, error) =>
                {
                    foreach (var rule in Rules(a.Trials + b.Trials, error, double.PositiveInfinity))
                    {
                        AssertOneRule(MarginTest.Proportions(a, b, margin, rule), margin, rule);
                        AssertOneRule(MarginTest.RatioOfProportions(a, b, margin, rule), margin, rule);
                    }
                },
                iter: 300
            );

    [Fact]
    public void Exchanging_the_arms_exchanges_the_sides() =>
        Gen.Select(events, events, share)
            .Sample(
                (a, b, margin) =>
                {
                    var rule = OneSidedRule.Fixed(0.05, double.PositiveInfinity);
                    var (forward, backward) = (MarginTest.Proportions(a, b, margin, rule)!, MarginTest.Proportions(b, a, margin, rule)!);

                    AssertNumbers.Close(forward.PBelow, backward.PAbove, scale: 1, tolerance: 1e-9);
                    AssertNumbers.Mirrored(forward.Interval, backward.Interval);
                },
                iter: 300
            );

    [Fact]
    public void A_larger_margin_is_never_harder_to_rule_out() =>
        Gen.Select(events, events, share, share)
            .Sample(
                (a, b, one, other) =>
                {
                    var rule = OneSidedRule.Fixed(0.05, double.PositiveInfinity);
                    var (small, large) = (Math.Min(one, other), Math.Max(one, other));
                    foreach (var test in new[] { MarginTest.Proportions, MarginTest.RatioOfProportions })
                    {
                        if (test(a, b, small, rule) is { } narrow && test(a, b, large, rule) is { } wide)
                        {
                            Assert.True(wide.PBelow <= narrow.PBelow + 1e-9);
                            Assert.True(wide.PAbove <= narrow.PAbove + 1e-9);
                            Assert.Equal(narrow.Interval, wide.Interval);
                        }
                    }
                },
                iter: 300
            );

    private static OneSidedRule[] Rules(long users, double error, double degreesOfFreedom) =>
        [OneSidedRule.Fixed(error, degreesOfFreedom), OneSidedRule.AlwaysValid(users, error, 50_000)];

    private static void AssertOneRule(MarginTest? test, double margin, OneSidedRule rule)
    {
        if (test is null)
        {
            return;
        }

        Assert.InRange(test.PBelow, 0, 1);
        Assert.InRange(test.PAbove, 0, 1);
        AssertAgree(test.PBelow, test.RulesOutBelow(margin), rule.Alpha);
        AssertAgree(test.PAbove, test.RulesOutAbove(margin), rule.Alpha);
    }

    private static void AssertAgree(double p, bool ruledOut, double alpha)
    {
        // On the boundary itself, rounding decides.
        if (Math.Abs((p / alpha) - 1) > 1e-6)
        {
            Assert.Equal(p < alpha, ruledOut);
        }
    }
}
