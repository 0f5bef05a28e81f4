using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Data;

namespace Waypost.Manager.Features.Experiments;

/// <summary>
/// Locks the plan when a phase begins, and records what is done otherwise afterwards: a plan that is changed after the first look at the
/// results decides nothing.
/// </summary>
internal static class PlanLock
{
    /// <summary>At the start.</summary>
    public static async Task BeginAsync(ChangeSet change, Experiment experiment, CancellationToken cancellationToken)
    {
        await LockAsync(change, experiment, cancellationToken);
        if (experiment.StartedAt < change.At)
        {
            experiment.Deviate(
                [
                    $"The start was given afterwards, as {ExperimentText.DateAndTime(experiment.StartedAt.Value)}: the plan was "
                        + "locked later.",
                ],
                change.Actor.Name,
                change.At
            );
        }
    }

    /// <summary>After an edit.</summary>
    /// <param name="before">The plan before it.</param>
    public static async Task FollowAsync(
        ChangeSet change,
        Experiment experiment,
        ExperimentPlan before,
        bool newPhase,
        CancellationToken cancellationToken
    )
    {
        if (experiment.Status == ExperimentStatus.Draft)
        {
            return;
        }

        var ids = experiment.Metrics.Concat(before.Metrics).Select(m => m.MetricId).Distinct().ToList();
        var metrics = await change
            .Db.Metrics.Where(m => ids.Contains(m.Id))
            .ToDictionaryAsync(m => m.Id, m => new MeasuredMetric(m.Name, m.Type), cancellationToken);
        var deviations = PlanDeviations.Between(before, experiment.ToPlan(), metrics);
        if (newPhase && experiment.IsRunning)
        {
            deviations = [$"Phase {experiment.Phase} began: only users exposed from then on count.", .. deviations];
            await LockAsync(change, experiment, cancellationToken);
        }

        experiment.Deviate(deviations, change.Actor.Name, change.At);
    }

    /// <summary>At the stop.</summary>
    public static void End(ChangeSet change, Experiment experiment)
    {
        if (experiment.StoppedAt is { } stopped && experiment.PlannedEnd is { } end && stopped < end)
        {
            experiment.Deviate(
                [$"Stopped before the planned end, {ExperimentText.DateAndTime(end)}: the always-valid intervals decide."],
                change.Actor.Name,
                change.At
            );
        }
    }

    private static async Task LockAsync(ChangeSet change, Experiment experiment, CancellationToken cancellationToken)
    {
        var ids = experiment.Metrics.Select(m => m.MetricId).ToList();
        var metrics = await change.Db.Metrics.Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id, cancellationToken);
        var layer = await change
            .Db.Layers.Where(l => l.Id == experiment.LayerId)
            .Select(l => l.Key)
            .SingleOrDefaultAsync(cancellationToken);
        experiment.LockPlan([.. experiment.Metrics.Select(m => metrics[m.MetricId].ToStated(m))], layer, change.Actor.Name, change.At);
    }
}
