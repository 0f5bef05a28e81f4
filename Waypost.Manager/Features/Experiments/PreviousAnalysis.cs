using System.Text.Json;
using Waypost.Manager.Data;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>
/// What an analysis takes over from the one before it: the smallest p-values found, and a result that no longer changes. Pure.
/// </summary>
internal sealed class PreviousAnalysis(AnalysisResult result, IReadOnlyList<ExperimentMetric> analysed)
{
    /// <summary>Null if there is none, or if it cannot be read.</summary>
    public static PreviousAnalysis? Of(ExperimentJob? job) =>
        job.Read(ExperimentsJson.Default.AnalysisResult) is { } result ? new(result, MetricsOf(job!)) : null;

    /// <summary>
    /// Each look's smallest p-value includes the looks before it, so the latest is enough. A metric whose definition changed starts again;
    /// a new name changes nothing.
    /// </summary>
    public List<EarlierLook> EarlierLooks(IReadOnlyList<ExperimentMetric> metrics)
    {
        var unchanged = metrics
            .Where(now => analysed.Any(then => MeasuresTheSame(now, then)))
            .Select(metric => metric.Definition.Key)
            .ToHashSet();
        return
        [
            .. from metric in result.OfAllData.Metrics
            where unchanged.Contains(metric.Metric)
            from comparison in metric.Comparisons
            where comparison.AlwaysValid is not null
            select new EarlierLook(
                metric.Metric,
                comparison.Variant,
                comparison.AlwaysValid!.SmallestPValue ?? comparison.AlwaysValid.PValue
            ),
        ];
    }

    /// <summary>
    /// The result of the fixed test on the planned period, if it no longer changes. A changed definition, role or margin has all metrics
    /// computed again, because their p-values are adjusted together.
    /// </summary>
    public AnalysisResult? FinalResult(DateTimeOffset plannedEnd, IReadOnlyList<ExperimentMetric> metrics) =>
        result.IsFinal
        && result.Planned.End == plannedEnd
        && metrics.Count == analysed.Count
        && metrics
            .Zip(analysed)
            .All(pair =>
                MeasuresTheSame(pair.First, pair.Second) && pair.First.Role == pair.Second.Role && pair.First.Margin == pair.Second.Margin
            )
            ? result with
            {
                Metrics = [.. result.Metrics.Select(metric => metric with { Name = NameOf(metric, metrics) })],
                Later = null,
            }
            : null;

    private static string NameOf(MetricResult metric, IReadOnlyList<ExperimentMetric> metrics) =>
        metrics.FirstOrDefault(now => now.Definition.Key == metric.Metric)?.Definition.Name ?? metric.Name;

    private static bool MeasuresTheSame(ExperimentMetric now, ExperimentMetric then) =>
        now.Definition.Key == then.Definition.Key && MeasuredParts.ChangedBy(now.Definition, then.Definition).Count == 0;

    // Only the metrics are read: a finished job's request may lack its password, which is removed when the database is disconnected.
    private static IReadOnlyList<ExperimentMetric> MetricsOf(ExperimentJob job) =>
        job.Job.Payload.TryGetProperty("metrics", out var saved)
            ? saved.Deserialize(ExperimentsJson.Default.IReadOnlyListExperimentMetric) ?? []
            : [];
}
