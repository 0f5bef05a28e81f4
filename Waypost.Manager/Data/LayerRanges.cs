using Microsoft.EntityFrameworkCore;
using Waypost.Flags;

namespace Waypost.Manager.Data;

/// <summary>Who holds which range of a layer in one environment: the running experiments, until they stop.</summary>
internal static class LayerRanges
{
    /// <summary>The running experiments of a layer in an environment, in the order of their ranges.</summary>
    public static async Task<IReadOnlyList<HeldRange>> ReadAsync(
        ManagerDb db,
        int layerId,
        int environmentId,
        CancellationToken cancellationToken
    ) => [.. (await ReadAsync(db.Experiments.Where(e => e.LayerId == layerId), cancellationToken))[(layerId, environmentId)]];

    /// <summary>The running experiments among these, by the ids of layer and environment, in the order of their ranges.</summary>
    public static async Task<ILookup<(int Layer, int Environment), HeldRange>> ReadAsync(
        IQueryable<Experiment> experiments,
        CancellationToken cancellationToken
    )
    {
        var running = await experiments
            .AsNoTracking()
            .Where(e => e.LayerId != null && e.Status == ExperimentStatus.Running)
            .Select(e => new
            {
                e.Id,
                e.Name,
                e.Flag,
                e.LayerId,
                e.EnvironmentId,
                e.Participation,
            })
            .ToListAsync(cancellationToken);
        return running
            .Where(e => e.Participation?.Layer is not null)
            .OrderBy(e => e.Participation!.Layer!.From)
            .ToLookup(
                e => (e.LayerId!.Value, e.EnvironmentId),
                e => new HeldRange(e.Id, e.Name, e.Flag, e.Participation!.Layer!.From, e.Participation.Layer.To)
            );
    }

    /// <summary>The first free range of this length; null if there is none.</summary>
    /// <param name="held">In order and without overlaps.</param>
    public static int? FirstFit(IReadOnlyList<HeldRange> held, int length)
    {
        foreach (var (from, to) in Gaps(held))
        {
            if (to - from >= length)
            {
                return from;
            }
        }

        return null;
    }

    /// <summary>The free ranges, in order.</summary>
    /// <param name="held">In order and without overlaps.</param>
    public static IEnumerable<(int From, int To)> Gaps(IReadOnlyList<HeldRange> held)
    {
        var from = 0;
        foreach (var range in held)
        {
            if (range.From > from)
            {
                yield return (from, range.From);
            }

            from = range.To;
        }

        if (from < Bucketing.Buckets)
        {
            yield return (from, Bucketing.Buckets);
        }
    }

    /// <summary>In all free ranges together, in thousandths of a percent.</summary>
    public static int Free(IReadOnlyList<HeldRange> held) => Gaps(held).Sum(gap => gap.To - gap.From);

    /// <summary>The largest share that an experiment could get.</summary>
    public static int LargestGap(IReadOnlyList<HeldRange> held) => Gaps(held).Select(gap => gap.To - gap.From).DefaultIfEmpty().Max();
}

/// <summary>The range of one running experiment.</summary>
internal sealed record HeldRange(long ExperimentId, string Name, string Flag, int From, int To)
{
    public int Length => To - From;
}
