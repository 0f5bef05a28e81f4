using Waypost.Stats.Queries;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>
/// Judges comparisons by the margins planned for their metrics: on the planned period by one-sided tests at α, which belong to an interval
/// at 1 − 2α; on less or more data by the always-valid interval, as <see cref="Decisions"/> does. The verdict is that of the interval.
/// Each statement has its own error rate: nothing is corrected for the number of metrics or variants. Pure.
/// </summary>
/// <param name="basis">One of <see cref="AnalysisBasis"/>.</param>
/// <param name="alpha">One-sided error rate at the planned end, 0 &lt; α &lt; ½.</param>
internal sealed class MarginVerdicts(ExperimentScope scope, string basis, double alpha, long? plannedUsers)
{
    private readonly AlwaysValidComparison alwaysValid = new(scope, plannedUsers, []);

    private bool IsFixed => basis == AnalysisBasis.Fixed;

    /// <param name="result">Of the metric, with its comparisons in the order of the variants.</param>
    /// <param name="moments">Of each arm, as the comparisons used them.</param>
    public MetricResult AddTo(
        MetricResult result,
        ExperimentMetric metric,
        IReadOnlyList<MetricArm> arms,
        IReadOnlyList<Moments?> moments
    ) =>
        metric.Margin is not { } margin
            ? result
            : result with
            {
                Comparisons =
                [
                    .. result.Comparisons.Select(
                        (comparison, i) => comparison with { Margin = Judge(margin, metric.Definition, comparison, arms, moments, i + 1) }
                    ),
                ],
            };

    /// <summary>With a sample ratio mismatch, there is no verdict.</summary>
    public static MarginResult? Distrust(MarginResult? result) =>
        result is null ? null : result with { Verdict = null, Warning = MarginWarnings.SampleRatio };

    private MarginResult Judge(
        MetricMargin margin,
        MetricDefinition metric,
        Comparison comparison,
        IReadOnlyList<MetricArm> arms,
        IReadOnlyList<Moments?> moments,
        int i
    )
    {
        var unknown = new MarginResult
        {
            Margin = margin,
            Absolute = margin.Absolute ?? (MeanOf(arms[0], moments[0]) is { } mean and > 0 ? margin.Relative * mean : null),
            Verdict = null,
        };
        if (margin.FindFault(metric) is { } fault)
        {
            return unknown with { Warning = new("bad-margin", fault) };
        }

        if (FindObstacle(margin, metric, comparison, arms, moments, i) is { } obstacle)
        {
            return unknown with { Warning = obstacle };
        }

        if (Test(margin, metric, arms, moments, i) is not { } test)
        {
            return unknown with { Warning = margin.Relative is null ? MarginWarnings.NotFinite : MarginWarnings.Unbounded };
        }

        var size = margin.Relative ?? margin.Absolute!.Value;
        var isEquivalence = margin.Kind == MarginKind.Equivalence;
        return unknown with
        {
            Interval = [test.Interval.Low, test.Interval.High],
            Confidence = IsFixed ? 1 - (2 * alpha) : 1 - AlwaysValidComparison.Alpha,
            PValue =
                isEquivalence ? Math.Max(test.PBelow, test.PAbove)
                : metric.Goal == MetricGoal.Increase ? test.PBelow
                : test.PAbove,
            PValues = isEquivalence ? [test.PBelow, test.PAbove] : null,
            Method = $"{test.Method}, {(isEquivalence ? "both ways (TOST)" : "one-sided")}{(IsFixed ? "" : ", always valid")}",
            Verdict =
                isEquivalence ? (test.RulesOutBelow(size) && test.RulesOutAbove(size) ? MarginVerdict.Equivalent : MarginVerdict.NotShown)
                : (metric.Goal == MetricGoal.Increase ? test.RulesOutBelow(size) : test.RulesOutAbove(size)) ? MarginVerdict.RuledOut
                : MarginVerdict.NotRuledOut,
        };
    }

    /// <summary>Why there is no verdict, as far as it can be said without the test; null = nothing prevents it.</summary>
    private AnalysisWarning? FindObstacle(
        MetricMargin margin,
        MetricDefinition metric,
        Comparison comparison,
        IReadOnlyList<MetricArm> arms,
        IReadOnlyList<Moments?> moments,
        int i
    )
    {
        if (Math.Min(arms[0].Users, arms[i].Users) is var users and < ConfidenceSequence.MinimumUsers)
        {
            return MarginWarnings.TooFewUsers(ConfidenceSequence.MinimumUsers, users);
        }

        if (margin.Relative is not null && MeanOf(arms[0], moments[0]) is not > 0)
        {
            return MarginWarnings.NoControlMean;
        }

        return arms[0].Proportion is { } control && arms[i].Proportion is { } test ? FindObstacle(margin, metric, control, test)
            : (IsFixed ? comparison.IntervalAbsolute is null || comparison.PValue is null : comparison.AlwaysValid is null)
                ? MarginWarnings.NoInterval(metric)
            : null;
    }

    private AnalysisWarning? FindObstacle(MetricMargin margin, MetricDefinition metric, Proportion control, Proportion test)
    {
        if (!IsFixed && ConfidenceSequence.Obstacle(control, test) is { } why)
        {
            return new(why.Code, why.Message);
        }

        var size = margin.Relative ?? margin.Absolute!.Value;
        return Sides(margin, metric).All(side => MarginEvents.AreEnough(control, test, side * size, margin.Relative is not null))
            ? null
            : MarginWarnings.TooFewEvents;
    }

    /// <summary>−1 = a difference below −δ is to be ruled out, 1 = one above δ.</summary>
    private static int[] Sides(MetricMargin margin, MetricDefinition metric) =>
        margin.Kind == MarginKind.Equivalence ? [-1, 1]
        : metric.Goal == MetricGoal.Increase ? [-1]
        : [1];

    private MarginTest? Test(
        MetricMargin margin,
        MetricDefinition metric,
        IReadOnlyList<MetricArm> arms,
        IReadOnlyList<Moments?> moments,
        int i
    )
    {
        if (arms[0].Proportion is { } a && arms[i].Proportion is { } b)
        {
            var rule = RuleOf(arms, i, double.PositiveInfinity);
            return margin.Relative is { } share
                ? MarginTest.RatioOfProportions(a, b, share, rule)
                : MarginTest.Proportions(a, b, margin.Absolute!.Value, rule);
        }

        // The comparison has warned of skewed values already.
        var means = ComparedMeans.Of(metric, moments[0], moments[i], new());
        var (control, test) = (MomentsOf(metric, arms[0], means.Control), MomentsOf(metric, arms[i], means.Test));
        if (control is not { VarianceOfMean: { } varianceA } c || test is not { VarianceOfMean: { } varianceB } t)
        {
            return null;
        }

        var ofMeans = RuleOf(
            arms,
            i,
            means.Kind == MeansTest.Pooled
                ? PooledTTest.DegreesOfFreedom(c, t)
                : Welch.DegreesOfFreedom(varianceA, c.Count, varianceB, t.Count)
        );
        return margin.Relative is { } relative
            ? MarginTest.RatioOfMeans(c, t, relative, ofMeans)
            : MarginTest.Means(c, t, margin.Absolute!.Value, ofMeans);
    }

    private OneSidedRule RuleOf(IReadOnlyList<MetricArm> arms, int i, double degreesOfFreedom) =>
        IsFixed
            ? OneSidedRule.Fixed(alpha, degreesOfFreedom)
            : OneSidedRule.AlwaysValid(arms[0].Users + arms[i].Users, AlwaysValidComparison.Alpha, alwaysValid.PlannedUsersOf(i));

    /// <summary>A quantile's standard error has fewer degrees of freedom than users; the fixed test takes them into account.</summary>
    private Moments? MomentsOf(MetricDefinition metric, MetricArm arm, Moments? moments) =>
        IsFixed && moments is not null && metric.Quantile is { } quantile && arm.Quantile is { } sample
            ? Quantiles.ToMomentsForLift(quantile, sample, alpha)
            : moments;

    private static double? MeanOf(MetricArm arm, Moments? moments) => arm.Proportion?.Rate ?? arm.Quantile?.At ?? moments?.Mean;
}
