using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>
/// What may be said, over all metrics together: corrections for their number, and which of the two tests applies. Until the planned end
/// only the always-valid interval decides, because a fixed test that is looked at every day errs in a quarter of all cases. Pure.
/// </summary>
static class Verdicts
{
    public const string AlwaysValidBasis = "alwaysValid";
    public const string FixedBasis = "fixed";
    public const string StoppedEarly = "stopped-early";

    public static string Basis(AnalysisRequest request, DateTimeOffset now) =>
        request.To is { } to && to <= now || now >= request.PlannedEnd ? FixedBasis : AlwaysValidBasis;

    public static IReadOnlyList<MetricResult> Pronounce(IReadOnlyList<MetricResult> metrics, string basis, double alpha, bool doNotTrust, bool stoppedEarly)
    {
        var adjusted = new Dictionary<(string Metric, string Variant), double?>();
        Adjust(metrics, MetricRole.Primary, Holm.Adjust, adjusted);
        Adjust(metrics, MetricRole.Secondary, BenjaminiHochberg.Adjust, adjusted);
        return [.. metrics.Select(metric => Pronounce(metric, basis, alpha, doNotTrust, stoppedEarly, adjusted))];
    }

    static void Adjust(
        IReadOnlyList<MetricResult> metrics, MetricRole role, Func<IReadOnlyList<double?>, IReadOnlyList<double?>> adjust, Dictionary<(string, string), double?> into)
    {
        var family = metrics.Where(metric => metric.Role == role).SelectMany(metric => metric.Comparisons.Select(comparison => (metric.Metric, comparison.Variant, comparison.PValue))).ToList();
        var adjusted = adjust([.. family.Select(one => one.PValue)]);
        for (var i = 0; i < family.Count; i++) into[(family[i].Metric, family[i].Variant)] = adjusted[i];
    }

    static MetricResult Pronounce(
        MetricResult metric, string basis, double alpha, bool doNotTrust, bool stoppedEarly, Dictionary<(string Metric, string Variant), double?> adjusted)
    {
        var comparisons = metric.Comparisons.Select(comparison =>
        {
            var p = metric.Role == MetricRole.Guardrail ? null : adjusted[(metric.Metric, comparison.Variant)];
            var significant = basis == FixedBasis ? (metric.Role == MetricRole.Guardrail ? comparison.PValue : p) is { } decides ? decides < alpha : null : Crossed(comparison);
            return comparison with { PValueAdjusted = p, Significant = significant, Decision = doNotTrust ? Decision.DoNotTrust : Say(comparison, significant, metric.Goal) };
        }).ToList();
        var early = stoppedEarly && comparisons.Exists(comparison => Crossed(comparison) is not true);
        return metric with
        {
            Comparisons = comparisons,
            Warnings = early && comparisons.Count > 0
                ? [.. metric.Warnings, new(StoppedEarly, "The experiment was stopped before its planned end, and before the always-valid interval left 0 out. If the results were watched until they looked good, this p-value is too small.")]
                : metric.Warnings,
        };
    }

    static Decision Say(Comparison comparison, bool? significant, MetricGoal goal) => significant switch
    {
        null => Decision.NotEnoughData,
        false => Decision.NoDifferenceShown,
        true when comparison.Difference is null or 0 => Decision.NoDifferenceShown,
        true => comparison.Difference > 0 == (goal == MetricGoal.Increase) ? Decision.Better : Decision.Worse,
    };

    /// <summary>Whether the always-valid interval leaves 0 out; null without one.</summary>
    static bool? Crossed(Comparison comparison) => comparison.AlwaysValid is { Interval: [var low, var high] } ? low > 0 || high < 0 : null;
}
