using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Data;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Reads what belongs to experiments and makes views of them.</summary>
internal static class ExperimentViews
{
    public static async Task<ExperimentView> OfAsync(ManagerDb db, Experiment experiment, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await OfAsync(db, [experiment], now, cancellationToken))[0];

    public static async Task<IReadOnlyList<ExperimentView>> OfAsync(
        ManagerDb db, IReadOnlyList<Experiment> experiments, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var metricIds = experiments.SelectMany(e => e.Metrics).Select(m => m.MetricId).Distinct().ToList();
        var metrics = await db.Metrics.AsNoTracking().Where(m => metricIds.Contains(m.Id)).ToDictionaryAsync(m => m.Id, m => m.Key, cancellationToken);
        var views = new List<ExperimentView>(experiments.Count);
        foreach (var experiment in experiments)
        {
            var counted = experiment.StartedAt is null ? null : await ExperimentJobs.NewestResultAsync(db, experiment.Id, JobKinds.Exposures, cancellationToken);
            var analysis = experiment.StartedAt is null ? null
                : await ExperimentJobs.NewestAsync(db.ExperimentJobs.AsNoTracking(), experiment.Id, JobKinds.Analysis, cancellationToken);
            views.Add(Of(experiment, metrics, counted, analysis, now));
        }

        return views;
    }

    private static ExperimentView Of(
        Experiment experiment, Dictionary<int, string> metrics, ExperimentJob? counted, ExperimentJob? analysis, DateTimeOffset now) => new()
        {
            Id = experiment.Id,
            Name = experiment.Name,
            Description = experiment.Description,
            Hypothesis = experiment.Hypothesis,
            Flag = experiment.Flag,
            Environment = experiment.Environment.Key,
            Status = experiment.Status,
            Control = experiment.Control,
            Rollout = experiment.Rollout,
            PercentTested = Shares.PercentTested(experiment.Rollout, experiment.Control),
            PlannedDays = experiment.PlannedDays,
            PlannedUsers = experiment.PlannedUsers,
            Metrics = [.. experiment.Metrics.Select(m => metrics[m.MetricId])],
            Roles = experiment.Metrics.ToDictionary(m => metrics[m.MetricId], m => m.Role),
            CupedDays = experiment.CupedDays,
            StartedAt = experiment.StartedAt,
            Phase = experiment.Phase,
            PhaseStartedAt = experiment.PhaseStartedAt,
            PlannedEnd = experiment.PlannedEnd,
            StoppedAt = experiment.StoppedAt,
            Winner = experiment.Winner,
            DecisionDue = experiment.IsRunning && experiment.PlannedEnd <= now,
            Exposures = counted?.Job.Result?.Deserialize(ExperimentsJson.Default.ExposuresResult) is { } result
                ? new(result.CountedAt, result.Exposures.Total, result.Exposures.ByVariant, result.SampleRatio?.Warning)
                : null,
            Analysis = analysis is null ? null : JobView.Of(analysis),
            CreatedAt = experiment.CreatedAt,
            CreatedBy = experiment.CreatedBy,
            UpdatedAt = experiment.UpdatedAt,
            UpdatedBy = experiment.UpdatedBy,
            Revision = experiment.Revision,
        };
}
