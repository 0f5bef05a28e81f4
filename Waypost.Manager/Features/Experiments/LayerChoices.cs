using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Data;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Experiments;

/// <summary>The layers that a plan can choose from, with what is free in the experiment's environment.</summary>
internal static class LayerChoices
{
    public sealed class Handler(ManagerDb db)
    {
        public async Task<IReadOnlyList<LayerChoice>> ListAsync(
            string project,
            ExperimentView experiment,
            CancellationToken cancellationToken
        )
        {
            var layers = await db
                .Layers.AsNoTracking()
                .Where(l => db.Projects.Any(p => p.Id == l.ProjectId && p.Key == project))
                .Select(l => new
                {
                    l.Id,
                    l.Key,
                    l.Name,
                })
                .ToListAsync(cancellationToken);
            if (layers.Count == 0)
            {
                return [];
            }

            var held = (
                await LayerRanges.ReadAsync(
                    db.Experiments.Where(e => e.Id != experiment.Id && e.Environment.Key == experiment.Environment),
                    cancellationToken
                )
            ).ToLookup(ranges => ranges.Key.Layer);
            return
            [
                .. layers
                    .Select(l => new LayerChoice(l.Key, l.Name, LayerRanges.LargestGap([.. held[l.Id].SelectMany(ranges => ranges)])))
                    .OrderBy(l => l.Name, NaturalOrder.Comparer)
                    .ThenBy(l => l.Key, NaturalOrder.Comparer),
            ];
        }
    }
}

/// <summary>A layer that the plan's form offers.</summary>
/// <param name="Free">The largest share that the experiment could get now, in thousandths of a percent.</param>
internal sealed record LayerChoice(string Key, string Name, int Free);
