using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Data;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Builds what the stats worker needs to count an experiment's exposures or to analyse it.</summary>
internal static class JobRequests
{
    public static async Task<JsonElement> BuildAsync(
        ManagerDb db,
        Experiment experiment,
        AnalyticsSource source,
        string kind,
        string timeZone,
        CancellationToken cancellationToken
    ) =>
        kind == JobKinds.Analysis
            ? JsonSerializer.SerializeToElement(
                await AnalysisAsync(db, experiment, source, cancellationToken),
                ExperimentsJson.Default.AnalysisRequest
            )
            : JsonSerializer.SerializeToElement(Exposures(experiment, source, timeZone), ExperimentsJson.Default.ExposuresRequest);

    private static async Task<AnalysisRequest> AnalysisAsync(
        ManagerDb db,
        Experiment experiment,
        AnalyticsSource source,
        CancellationToken cancellationToken
    )
    {
        var metrics = await MetricsAsync(db, experiment, cancellationToken);
        var latest = await ExperimentJobs.FindLatestResultAsync(db, experiment.Id, JobKinds.Analysis, cancellationToken);
        return new()
        {
            ExperimentId = experiment.Id,
            Source = source,
            From = experiment.PhaseStartedAt!.Value,
            To = experiment.StoppedAt,
            PlannedEnd = experiment.PlannedEnd!.Value,
            PlannedUsers = experiment.PlannedUsers,
            Control = experiment.Control,
            Variants = Shares(experiment),
            Metrics = metrics,
            Earlier = EarlierLooks(latest, metrics),
            CupedDays = experiment.CupedDays,
            Final = FinalResult(experiment, latest, metrics),
        };
    }

    private static ExposuresRequest Exposures(Experiment experiment, AnalyticsSource source, string timeZone) =>
        new()
        {
            ExperimentId = experiment.Id,
            Source = source,
            From = experiment.PhaseStartedAt!.Value,
            To = experiment.StoppedAt,
            Control = experiment.Control,
            Variants = Shares(experiment),
            TimeZone = timeZone,
        };

    private static async Task<IReadOnlyList<ExperimentMetric>> MetricsAsync(
        ManagerDb db,
        Experiment experiment,
        CancellationToken cancellationToken
    )
    {
        var ids = experiment.Metrics.Select(m => m.MetricId).ToList();
        var rows = await db.Metrics.AsNoTracking().Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id, cancellationToken);
        return [.. experiment.Metrics.Select(m => new ExperimentMetric { Definition = rows[m.MetricId].ToDefinition(), Role = m.Role })];
    }

    /// <summary>
    /// Each look's smallest p-value includes the looks before it, so the latest is enough. A metric whose definition changed starts again.
    /// </summary>
    private static List<EarlierLook> EarlierLooks(ExperimentJob? latest, IReadOnlyList<ExperimentMetric> metrics)
    {
        if (latest.Read(ExperimentsJson.Default.AnalysisResult) is not { } result)
        {
            return [];
        }

        var unchanged = metrics
            .Select(m => m.Definition)
            .Intersect(MetricsOf(latest!).Select(m => m.Definition))
            .Select(m => m.Key)
            .ToHashSet();
        return
        [
            .. from metric in (result.Later ?? result).Metrics
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
    /// The result of the fixed test on the planned period, if it is complete. A metric that failed, or whose definition or role changed,
    /// is computed again, and the others with it, because their p-values are adjusted together.
    /// </summary>
    private static AnalysisResult? FinalResult(Experiment experiment, ExperimentJob? latest, IReadOnlyList<ExperimentMetric> metrics) =>
        latest.Read(ExperimentsJson.Default.AnalysisResult) is { } result
        && result.Window.To == experiment.PlannedEnd
        && result.Metrics.All(metric => metric.Comparisons.Count > 0)
        && MetricsOf(latest!).SequenceEqual(metrics)
            ? result with
            {
                Later = null,
            }
            : null;

    // Only the metrics are read: a finished job's request may lack its password, which is removed when the database is disconnected.
    private static IReadOnlyList<ExperimentMetric> MetricsOf(ExperimentJob job) =>
        job.Job.Payload.TryGetProperty("metrics", out var saved)
            ? saved.Deserialize(ExperimentsJson.Default.IReadOnlyListExperimentMetric) ?? []
            : [];

    private static IReadOnlyList<VariantShare> Shares(Experiment experiment) =>
        [.. experiment.Rollout.Select(w => new VariantShare(w.Variant, w.Weight))];
}
