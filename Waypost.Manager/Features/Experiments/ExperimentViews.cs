using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Data;
using Waypost.Manager.Features.Experiments.Health;
using Waypost.Manager.Ui;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Builds views of experiments, in two queries for the jobs of all of them.</summary>
internal static class ExperimentViews
{
    public static async Task<ExperimentView> OfAsync(
        ManagerDb db,
        Experiment experiment,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => (await OfAsync(db, [experiment], now, cancellationToken))[0];

    public static async Task<IReadOnlyList<ExperimentView>> OfAsync(
        ManagerDb db,
        IReadOnlyList<Experiment> experiments,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var metricIds = experiments.SelectMany(e => e.Metrics).Select(m => m.MetricId).Distinct().ToList();
        var metrics = await db
            .Metrics.AsNoTracking()
            .Where(m => metricIds.Contains(m.Id))
            .ToDictionaryAsync(m => m.Id, m => m.Key, cancellationToken);
        var layerIds = experiments.Select(e => e.LayerId).OfType<int>().Distinct().ToList();
        var layers = await db
            .Layers.AsNoTracking()
            .Where(l => layerIds.Contains(l.Id))
            .ToDictionaryAsync(l => l.Id, l => l.Key, cancellationToken);
        var started = experiments.Where(e => e.StartedAt is not null).Select(e => e.Id).ToArray();
        // Without payloads and results of analyses: a list shows neither.
        var analyses = await ExperimentJobs
            .LatestOfEach(db, started, JobKinds.Analysis)
            .Select(j => new
            {
                j.ExperimentId,
                View = JobView.Of(
                    j.Number,
                    j.RequestedBy,
                    j.Job.Status,
                    j.Job.Progress,
                    j.Job.Error,
                    j.Job.CreatedAt,
                    j.Job.StartedAt,
                    j.Job.FinishedAt
                ),
            })
            .ToDictionaryAsync(j => j.ExperimentId, j => j.View, cancellationToken);
        var counts = await ExperimentJobs
            .LatestResultOfEach(db, started, JobKinds.Exposures)
            .Select(j => new { j.ExperimentId, j.Job.Result })
            .ToDictionaryAsync(j => j.ExperimentId, j => j.Result?.Deserialize(ExperimentsJson.Default.ExposuresResult), cancellationToken);
        var problems = await ProblemSummary.OfAsync(db, started, cancellationToken);
        return
        [
            .. experiments.Select(e =>
                Of(e, metrics, layers, counts.GetValueOrDefault(e.Id), analyses.GetValueOrDefault(e.Id), now) with
                {
                    Problems = [.. problems[e.Id]],
                }
            ),
        ];
    }

    private static ExperimentView Of(
        Experiment experiment,
        Dictionary<int, string> metrics,
        Dictionary<int, string> layers,
        ExposuresResult? counted,
        JobView? analysis,
        DateTimeOffset now
    ) =>
        new()
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
            PercentTested = ExperimentRollout.PercentTested(experiment.Rollout, experiment.Control),
            PlannedDays = experiment.PlannedDays,
            PlannedUsers = experiment.PlannedUsers,
            Metrics = [.. experiment.Metrics.Select(m => metrics[m.MetricId])],
            Roles = experiment.Metrics.ToDictionary(m => metrics[m.MetricId], m => m.Role),
            Margins = experiment.Metrics.Where(m => m.Margin is not null).ToDictionary(m => metrics[m.MetricId], m => m.Margin!),
            CupedDays = experiment.CupedDays,
            MinimumEffect = experiment.MinimumEffect,
            Learned = experiment.Learned,
            LockedPlan = experiment.LockedPlan,
            Deviations = experiment.Deviations,
            Layer = experiment.LayerId is { } layer ? layers[layer] : null,
            LayerShare = experiment.LayerId is null ? null : Percent.Exact(experiment.LayerShare),
            Participation = experiment.Participation,
            GuardrailStop = experiment.GuardrailStop,
            GuardrailAlarm = experiment.GuardrailAlarm,
            StartedAt = experiment.StartedAt,
            Phase = experiment.Phase,
            PhaseStartedAt = experiment.PhaseStartedAt,
            PlannedEnd = experiment.PlannedEnd,
            StoppedAt = experiment.StoppedAt,
            Winner = experiment.Winner,
            FlagBefore = experiment.FlagBefore,
            Pauses = experiment.Pauses,
            DecisionDue = experiment.IsRunning && experiment.PlannedEnd <= now,
            Exposures = counted is null
                ? null
                : new(counted.CountedAt, counted.Exposures.Total, counted.Exposures.ByVariant, counted.SampleRatio?.Warning),
            Analysis = analysis,
            CreatedAt = experiment.CreatedAt,
            CreatedBy = experiment.CreatedBy,
            UpdatedAt = experiment.UpdatedAt,
            UpdatedBy = experiment.UpdatedBy,
            Revision = experiment.Revision,
        };
}
