using Waypost.Stats.Analysis;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>A p-value of exactly α rejects, in every family: Holm 1979 and Benjamini &amp; Hochberg 1995 define it so.</summary>
public class DecisionAtAlphaTests
{
    [Theory]
    [InlineData(MetricRole.Primary)]
    [InlineData(MetricRole.Secondary)]
    [InlineData(MetricRole.Guardrail)]
    public void A_single_p_value_of_alpha_is_significant(MetricRole role)
    {
        Assert.Equal(Decision.Better, Decide(0.05, [Of(role, 0.05)])[0]);
        Assert.Equal(Decision.NoDifferenceShown, Decide(0.05, [Of(role, 0.0500001)])[0]);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.01)]
    [InlineData(0.1)]
    public void An_adjusted_p_value_of_alpha_is_significant_however_the_product_rounds(double alpha)
    {
        for (var family = 2; family <= 60; family++)
        {
            var rest = Enumerable.Repeat(0.9, family - 1);
            foreach (var role in new[] { MetricRole.Primary, MetricRole.Secondary })
            {
                var at = Decide(alpha, [Of(role, alpha / family), .. rest.Select(p => Of(role, p))]);
                var above = Decide(alpha, [Of(role, alpha / family * 1.000001), .. rest.Select(p => Of(role, p))]);

                Assert.Equal((Decision.Better, Decision.NoDifferenceShown), (at[0], above[0]));
                Assert.All(at.Skip(1), decision => Assert.Equal(Decision.NoDifferenceShown, decision));
            }
        }
    }

    private static IReadOnlyList<Decision> Decide(double alpha, IReadOnlyList<MetricResult> metrics) =>
        [
            .. Decisions
                .Apply([.. metrics.Select((metric, i) => metric with { Metric = $"m{i}" })], AnalysisBasis.Fixed, alpha, false, false)
                .Select(metric => metric.Comparisons[0].Decision),
        ];

    private static MetricResult Of(MetricRole role, double p) =>
        new()
        {
            Metric = "m",
            Name = "m",
            Type = MetricType.Count,
            Role = role,
            Primary = role == MetricRole.Primary,
            Goal = MetricGoal.Increase,
            Variants = [Arm("off"), Arm("on")],
            Comparisons =
            [
                new()
                {
                    Variant = "on",
                    Control = "off",
                    Difference = 1,
                    Relative = null,
                    IntervalAbsolute = null,
                    IntervalRelative = null,
                    Statistic = null,
                    DegreesOfFreedom = null,
                    PValue = p,
                    PValueAdjusted = null,
                    Significant = null,
                    Decision = Decision.NotEnoughData,
                    Method = "Welch's t-test",
                    AlwaysValid = null,
                    Bayesian = null,
                },
            ],
            Warnings = [],
            Sql = "",
        };

    private static VariantResult Arm(string key) =>
        new()
        {
            Variant = key,
            Users = 1000,
            Mean = 1,
            Variance = 1,
            Sum = 1000,
        };
}
