using Waypost.Stats.Analysis;
using Waypost.Stats.Queries;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>A metric with a margin, and the arms of a control and one other variant.</summary>
internal static class MarginScenario
{
    private static readonly VariantShare[] shares = [new("off", 50), new("on", 50)];

    public static MarginResult Judge(
        MetricMargin margin,
        IReadOnlyList<MetricArm> arms,
        MetricGoal goal = MetricGoal.Increase,
        string basis = AnalysisBasis.Fixed
    ) => Result(margin, arms, goal, basis).Comparisons[0].Margin!;

    public static MetricResult Result(
        MetricMargin? margin,
        IReadOnlyList<MetricArm> arms,
        MetricGoal goal = MetricGoal.Increase,
        string basis = AnalysisBasis.Fixed,
        bool doNotTrust = false
    )
    {
        var scope = new ExperimentScope(7, shares, TestRequest.Start, TestRequest.End);
        var type = arms[0].Proportion is null ? MetricType.Count : MetricType.Binomial;
        var metric = TestRequest.Metric("m", type, "select 1", MetricRole.Guardrail).With(m => m with { Goal = goal }) with
        {
            Margin = margin,
        };
        var comparison = new MetricComparison(scope, 0.05, 4_000, []) { Margins = new(scope, basis, 0.05, 4_000) };
        return Decisions.Apply([comparison.Result(metric, arms, "select 1", TimeSpan.Zero)], basis, 0.05, doNotTrust, stoppedEarly: false)[
            0
        ];
    }

    public static MetricArm[] Means(double control, double test, double variance, long users) =>
        [
            .. new[] { control, test }.Select(
                (mean, i) =>
                    new MetricArm
                    {
                        Variant = shares[i].Key,
                        Users = users,
                        Moments = Moments.FromVariance(users, mean, variance),
                    }
            ),
        ];

    public static MetricArm[] Rates(long eventsA, long usersA, long eventsB, long usersB) =>
        [
            .. new[] { (eventsA, usersA), (eventsB, usersB) }.Select(
                (arm, i) =>
                    new MetricArm
                    {
                        Variant = shares[i].Key,
                        Users = arm.Item2,
                        Moments = null,
                        Sum = arm.Item1,
                        Proportion = new(arm.Item1, arm.Item2),
                    }
            ),
        ];
}
