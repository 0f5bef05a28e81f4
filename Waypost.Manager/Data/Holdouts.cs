using Microsoft.EntityFrameworkCore;
using Waypost.Flags;

namespace Waypost.Manager.Data;

/// <summary>Whether a range belongs to a holdout that is on, and what a flag serves once it has ended.</summary>
internal static class Holdouts
{
    /// <summary>The range, if its holdout is still on.</summary>
    public static async Task<BucketRange?> FindCurrentAsync(
        ManagerDb db,
        int projectId,
        BucketRange? range,
        CancellationToken cancellationToken
    ) =>
        range is not null
        && await db.Holdouts.AnyAsync(h => h.ProjectId == projectId && h.Salt == range.Salt && h.EndedAt == null, cancellationToken)
            ? range
            : null;

    /// <summary>What to serve now: the same, without a holdout that has ended since.</summary>
    public static async Task<Serve> WithoutEndedAsync(ManagerDb db, int projectId, Serve serve, CancellationToken cancellationToken) =>
        serve.Participants?.Holdout is { } range && await FindCurrentAsync(db, projectId, range, cancellationToken) is null
            ? Without(serve)
            : serve;

    /// <summary>The same for users of the holdout as for everyone else.</summary>
    public static Serve Without(Serve serve) =>
        serve.Participants switch
        {
            null => serve,
            { Layer: not null } participants => serve with { Participants = participants with { Holdout = null } },
            { Rollout: [{ Weight: WeightedVariant.Total } all] } => Serve.One(all.Variant),
            var participants => Serve.Split(participants.Rollout),
        };
}
