using Waypost.Flags;
using Waypost.Wire;

namespace Waypost.FlagProvider.Disk;

/// <summary>
/// What a replica starts with: its predecessor's files, or, where there are none, the newest of the other replicas', so that one
/// that was added serves even while the manager is away.
/// </summary>
internal sealed class LastKnownGood(ReplicaFolder folder, Func<string, bool, SnapshotFolder> open)
{
    /// <summary>Oldest first.</summary>
    /// <returns>The snapshots, when each was last known to be the newest, and whether this replica's folder holds them.</returns>
    public (IEnumerable<(Snapshot Snapshot, DateTimeOffset At)> Found, bool IsOwn) Snapshots()
    {
        var own = Readable(folder.Own, isOwn: true).SelectMany(from => from.LoadSnapshots()).ToList();
        return own.Count > 0 ? (own, true) : (Others().SelectMany(from => from.LoadSnapshots()).OrderBy(one => one.At).ToList(), false);
    }

    public (SdkKeys? Found, bool IsOwn) Keys()
    {
        var (own, _) = Readable(folder.Own, isOwn: true).Select(from => from.LoadKeys()).FirstOrDefault();
        return own is not null
            ? (own, true)
            : (Others().Select(from => from.LoadKeys()).OrderBy(one => one.At).LastOrDefault().Keys, false);
    }

    private IEnumerable<SnapshotFolder> Others() => folder.Others().SelectMany(path => Readable(path, isOwn: false));

    private IEnumerable<SnapshotFolder> Readable(string? path, bool isOwn) =>
        path is not null && Directory.Exists(path) ? [open(path, isOwn)] : [];
}
