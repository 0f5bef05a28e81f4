using Waypost.Flags;
using Waypost.Manager.Data;

namespace Waypost.Manager.Delivery;

/// <summary>The next thing a replica is owed.</summary>
internal abstract record Delivery
{
    /// <summary>The SDK keys, all of them.</summary>
    public sealed record Keys(long Version) : Delivery;

    /// <summary>What changed between two versions of one epoch.</summary>
    public sealed record Changes(string Environment, SnapshotVersion From, SnapshotVersion To) : Delivery;

    /// <summary>An environment, whole: the replica holds nothing of this epoch, or more than there is.</summary>
    public sealed record Everything(string Environment, SnapshotVersion To) : Delivery;

    /// <summary>An environment is gone.</summary>
    public sealed record Deleted(string Environment, string Epoch) : Delivery;
}

/// <summary>Compares what a replica holds with what there is. Pure.</summary>
internal static class Dispatch
{
    /// <summary>
    /// Null when the replica is up to date. Keys go first, so that a revoked key is never kept waiting by a big snapshot.
    /// Always the newest state: an edit storm collapses by itself.
    /// </summary>
    public static Delivery? Next(Held held, NewestVersions newest)
    {
        if (held.KeysVersion is null || held.KeysVersion < newest.KeysVersion)
        {
            return new Delivery.Keys(newest.KeysVersion);
        }

        foreach (var (name, to) in newest.Environments)
        {
            if (!held.Environments.TryGetValue(name, out var from) || from.Epoch != to.Epoch)
            {
                return new Delivery.Everything(name, to);
            }

            if (from.Version < to.Version)
            {
                return new Delivery.Changes(name, from, to);
            }
        }

        foreach (var (name, version) in held.Environments)
        {
            if (!newest.Environments.ContainsKey(name))
            {
                return new Delivery.Deleted(name, version.Epoch);
            }
        }

        return null;
    }
}
