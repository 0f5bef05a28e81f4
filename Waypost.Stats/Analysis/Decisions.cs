using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>
/// Decides all comparisons of an analysis: corrects for their number, and applies one of two tests. The fixed test decides on exactly the
/// planned period; on less or more data only the always-valid interval does, because a fixed test that is evaluated every day gives a
/// false result in a quarter of all cases. Stopping early does not change that (docs/decisions/0015). Below a minimum of users per
/// variant nothing is decided. Pure.
/// </summary>
internal static class Decisions
{
    public const string StoppedEarly = "stopped-early";

    /// <param name="end">End of the analysed period: when the experiment was stopped, else now.</param>
    /// <param name="plannedEnd">When it was planned to end.</param>
    public static string Basis(DateTimeOffset end, DateTimeOffset plannedEnd) =>
        end == plannedEnd ? AnalysisBasis.Fixed : AnalysisBasis.AlwaysValid;

    public static IReadOnlyList<MetricResult> Apply(
        IReadOnlyList<MetricResult> metrics,
        string basis,
        double alpha,
        bool doNotTrust,
        bool stoppedEarly
    )
    {
        var adjusted = new Dictionary<(string Metric, string Variant), double?>();
        Adjust(metrics, MetricRole.Primary, Holm.Adjust, adjusted);
        Adjust(metrics, MetricRole.Secondary, BenjaminiHochberg.Adjust, adjusted);
        return [.. metrics.Select(metric => Apply(metric, basis, alpha, doNotTrust, stoppedEarly, adjusted))];
    }

    private static void Adjust(
        IReadOnlyList<MetricResult> metrics,
        MetricRole role,
        Func<IReadOnlyList<double?>, IReadOnlyList<double?>> adjust,
        Dictionary<(string, string), double?> into
    )
    {
        var family = metrics
            .Where(metric => metric.Role == role)
            .SelectMany(metric => metric.Comparisons.Select(comparison => (metric.Metric, comparison.Variant, comparison.PValue)))
            .ToList();
        var adjusted = adjust([.. family.Select(one => one.PValue)]);
        for (var i = 0; i < family.Count; i++)
        {
            into[(family[i].Metric, family[i].Variant)] = adjusted[i];
        }
    }

    private static MetricResult Apply(
        MetricResult metric,
        string basis,
        double alpha,
        bool doNotTrust,
        bool stoppedEarly,
        Dictionary<(string Metric, string Variant), double?> adjusted
    )
    {
        var comparisons = metric
            .Comparisons.Select(comparison =>
            {
                var p = metric.Role == MetricRole.Guardrail ? null : adjusted[(metric.Metric, comparison.Variant)];
                bool? significant =
                    basis != AnalysisBasis.Fixed ? ExcludesZero(comparison)
                    : HasEnoughUsers(metric, comparison) && (metric.Role == MetricRole.Guardrail ? comparison.PValue : p) is { } deciding
                        ? Rejection.Rejects(deciding, alpha)
                    : null;
                return comparison with
                {
                    PValueAdjusted = p,
                    Significant = significant,
                    Decision = doNotTrust ? Decision.DoNotTrust : DecisionOf(comparison, significant, metric.Goal),
                    Margin = doNotTrust ? MarginVerdicts.Distrust(comparison.Margin) : comparison.Margin,
                };
            })
            .ToList();
        var early = stoppedEarly && comparisons.Exists(comparison => ExcludesZero(comparison) is false);
        return metric with
        {
            Comparisons = comparisons,
            Warnings = early
                ?
                [
                    .. metric.Warnings,
                    new(
                        StoppedEarly,
                        "The experiment was stopped before its planned end, while the always-valid interval still contained 0. "
                            + "No decision is made: the fixed test only applies at the planned end."
                    ),
                ]
                : metric.Warnings,
        };
    }

    private static Decision DecisionOf(Comparison comparison, bool? significant, MetricGoal goal) =>
        significant switch
        {
            null => Decision.NotEnoughData,
            false => Decision.NoDifferenceShown,
            true when comparison.Difference is null or 0 => Decision.NoDifferenceShown,
            true => comparison.Difference > 0 == (goal == MetricGoal.Increase) ? Decision.Better : Decision.Worse,
        };

    private static bool HasEnoughUsers(MetricResult metric, Comparison comparison) =>
        metric
            .Variants.Where(arm => arm.Variant == comparison.Variant || arm.Variant == comparison.Control)
            .All(arm => arm.Users >= ConfidenceSequence.MinimumUsers);

    /// <summary>Whether the always-valid interval excludes 0; null without one.</summary>
    private static bool? ExcludesZero(Comparison comparison) =>
        comparison.AlwaysValid is { Interval: [var low, var high] } ? low > 0 || high < 0 : null;
}
