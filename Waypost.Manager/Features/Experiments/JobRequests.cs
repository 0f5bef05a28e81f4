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
        kind switch
        {
            JobKinds.Analysis => JsonSerializer.SerializeToElement(
                await AnalysisAsync(db, experiment, source, cancellationToken),
                ExperimentsJson.Default.AnalysisRequest
            ),
            JobKinds.Novelty => JsonSerializer.SerializeToElement(
                await NoveltyAsync(db, experiment, source, timeZone, cancellationToken),
                ExperimentsJson.Default.NoveltyRequest
            ),
            _ => JsonSerializer.SerializeToElement(Exposures(experiment, source, timeZone), ExperimentsJson.Default.ExposuresRequest),
        };

    public static async Task<JsonElement> BuildBreakdownAsync(
        ManagerDb db,
        Experiment experiment,
        AnalyticsSource source,
        string column,
        CancellationToken cancellationToken
    ) =>
        JsonSerializer.SerializeToElement(
            new()
            {
                ExperimentId = experiment.Id,
                Source = source,
                Column = column,
                From = experiment.PhaseStartedAt!.Value,
                To = experiment.StoppedAt,
                PlannedEnd = experiment.PlannedEnd!.Value,
                PlannedUsers = experiment.PlannedUsers,
                Control = experiment.Control,
                Variants = Shares(experiment),
                Metrics = await MetricsAsync(db, experiment, cancellationToken),
            },
            ExperimentsJson.Default.BreakdownRequest
        );

    private static async Task<AnalysisRequest> AnalysisAsync(
        ManagerDb db,
        Experiment experiment,
        AnalyticsSource source,
        CancellationToken cancellationToken
    )
    {
        var metrics = await MetricsAsync(db, experiment, cancellationToken);
        var previous = PreviousAnalysis.Of(
            await ExperimentJobs.FindLatestResultAsync(db, experiment.Id, JobKinds.Analysis, cancellationToken)
        );
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
            Earlier = previous?.EarlierLooks(metrics) ?? [],
            CupedDays = experiment.CupedDays,
            Final = previous?.FinalResult(experiment.PlannedEnd.Value, metrics),
        };
    }

    private static async Task<NoveltyRequest> NoveltyAsync(
        ManagerDb db,
        Experiment experiment,
        AnalyticsSource source,
        string timeZone,
        CancellationToken cancellationToken
    ) =>
        new()
        {
            ExperimentId = experiment.Id,
            Source = source,
            From = experiment.PhaseStartedAt!.Value,
            To = experiment.StoppedAt,
            Control = experiment.Control,
            Variants = Shares(experiment),
            Metrics = await MetricsAsync(db, experiment, cancellationToken),
            TimeZone = timeZone,
        };

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
        var changes = await MetricHistory.ChangesAsync(db, experiment, rows.Values, cancellationToken);
        return
        [
            .. experiment.Metrics.Select(m => new ExperimentMetric
            {
                Definition = rows[m.MetricId].ToDefinition(),
                Role = m.Role,
                Margin = m.Margin,
                ChangedAt = changes.TryGetValue(m.MetricId, out var at) ? at : null,
            }),
        ];
    }

    private static IReadOnlyList<VariantShare> Shares(Experiment experiment) =>
        [.. experiment.Rollout.Select(w => new VariantShare(w.Variant, w.Weight))];
}
