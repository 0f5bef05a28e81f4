using Microsoft.EntityFrameworkCore;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Whom an experiment leaves out: it gets a range of its layer, and avoids the project's holdout.</summary>
internal static class ExperimentParticipants
{
    /// <summary>For the start: a free range of the layer, and the holdout that is on now.</summary>
    public static async Task<Outcome<Allocated>> StartAsync(ChangeSet change, Experiment experiment, CancellationToken cancellationToken)
    {
        var holdout = await change
            .Db.Holdouts.AsNoTracking()
            .SingleOrDefaultAsync(h => h.ProjectId == experiment.ProjectId && h.EndedAt == null, cancellationToken);
        return (await AllocateAsync(change, experiment, experiment.ToPlan(), cancellationToken)).Then(layer => new Allocated(
            Participation.Of(layer.Range, holdout?.ToRange())
        ));
    }

    /// <summary>
    /// For a new phase: another range only if the plan changed its layer or share. The holdout stays that of the start, so that nobody
    /// joins or leaves because a holdout began or ended meanwhile.
    /// </summary>
    public static async Task<Outcome<Allocated>> NextPhaseAsync(
        ChangeSet change,
        Experiment experiment,
        ExperimentPlan plan,
        CancellationToken cancellationToken
    )
    {
        var before = experiment.Participation;
        return plan.LayerId == experiment.LayerId && plan.LayerShare == experiment.LayerShare
            ? new Allocated(before)
            : (await AllocateAsync(change, experiment, plan, cancellationToken)).Then(layer => new Allocated(
                Participation.Of(layer.Range, before?.Holdout)
            ));
    }

    private static async Task<Outcome<Layered>> AllocateAsync(
        ChangeSet change,
        Experiment experiment,
        ExperimentPlan plan,
        CancellationToken cancellationToken
    )
    {
        if (plan.LayerId is not { } id)
        {
            return default(Layered);
        }

        var layer = await change.Db.Layers.AsNoTracking().SingleAsync(l => l.Id == id, cancellationToken);
        var held = (await LayerRanges.ReadAsync(change.Db, id, experiment.EnvironmentId, cancellationToken))
            .Where(range => range.ExperimentId != experiment.Id)
            .ToList();
        return LayerRanges.FirstFit(held, plan.LayerShare) is { } from
            ? new Layered(layer.ToRange(from, plan.LayerShare))
            : new Refusal.Conflict(NoRoom(layer, experiment.Environment, plan.LayerShare, held), "layerShare");
    }

    private static string NoRoom(Layer layer, ProjectEnvironment environment, int share, IReadOnlyList<HeldRange> held)
    {
        var (free, largest) = (LayerRanges.Free(held), LayerRanges.LargestGap(held));
        var holders = held.Select(range => $"experiment {range.ExperimentId} (\"{range.Name}\") has {Percent.Of(range.Length)}");
        return $"Layer '{layer.Key}' has no room for {Percent.Of(share)} of its users in environment '{environment.Key}': "
            + $"{Percent.Of(free)} is free"
            + (largest < free ? $", at most {Percent.Of(largest)} of it in one piece" : "")
            + $"; {string.Join(", ", holders)}. Choose a smaller share, or stop one of them first.";
    }

    /// <param name="Value">None if nobody is left out.</param>
    public readonly record struct Allocated(Participation? Value);

    private readonly record struct Layered(BucketRange? Range);
}
