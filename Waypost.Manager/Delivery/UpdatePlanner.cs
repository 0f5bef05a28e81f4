using Waypost.Flags;
using Waypost.Manager.Data;

namespace Waypost.Manager.Delivery;

/// <summary>The next update for a replica.</summary>
internal abstract record ReplicaUpdate
{
    /// <summary>All SDK keys.</summary>
    public sealed record Keys(long Version) : ReplicaUpdate;

    /// <summary>The changes between two versions of one epoch.</summary>
    public sealed record Patch(string Environment, SnapshotVersion From, SnapshotVersion To) : ReplicaUpdate;

    /// <summary>A complete environment: the replica has nothing of this epoch, or a version that does not exist.</summary>
    public sealed record Snapshot(string Environment, SnapshotVersion To) : ReplicaUpdate;

    /// <summary>An environment was deleted.</summary>
    public sealed record Deletion(string Environment, string Epoch) : ReplicaUpdate;
}

/// <summary>Compares a replica's state with the latest versions. Pure.</summary>
internal static class UpdatePlanner
{
    /// <summary>
    /// Null when the replica is up to date. Keys come first, so that a revoked key never waits for a large snapshot.
    /// Always the latest state, so that many edits collapse into one update.
    /// </summary>
    public static ReplicaUpdate? Next(ReplicaState state, LatestVersions newest)
    {
        if (state.KeysVersion is null || state.KeysVersion < newest.KeysVersion)
        {
            return new ReplicaUpdate.Keys(newest.KeysVersion);
        }

        foreach (var (name, to) in newest.Environments)
        {
            if (!state.Environments.TryGetValue(name, out var from) || from.Epoch != to.Epoch)
            {
                return new ReplicaUpdate.Snapshot(name, to);
            }

            if (from.Version < to.Version)
            {
                return new ReplicaUpdate.Patch(name, from, to);
            }
        }

        foreach (var (name, version) in state.Environments)
        {
            if (!newest.Environments.ContainsKey(name))
            {
                return new ReplicaUpdate.Deletion(name, version.Epoch);
            }
        }

        return null;
    }
}
