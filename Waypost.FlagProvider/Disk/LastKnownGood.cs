using Waypost.FlagProvider.Store;
using Waypost.Flags;
using Waypost.Wire;

namespace Waypost.FlagProvider.Disk;

/// <summary>
/// The snapshots and SDK keys a replica starts with: those in its own folder or, if there are none, the newest of the other replicas. An
/// added replica can therefore serve even while the manager is unavailable.
/// </summary>
internal sealed partial class LastKnownGood(ReplicaFolder replica, Func<string, bool, SnapshotFolder> open, ILogger logger)
{
    /// <summary>Loads the files into the store. What comes from the replica's own folder does not have to be written again.</summary>
    public void LoadInto(FlagStore store, SdkKeyStore keys, PendingWrites pending)
    {
        var (snapshots, areOwn) = FindSnapshots();
        foreach (var (snapshot, confirmedAt) in snapshots)
        {
            store.Apply(snapshot, SnapshotSource.Disk, confirmedAt);
            var key = EnvironmentKey.Of(snapshot);
            var version = store.Find(key)!.Current!.Id;
            Log.Loaded(logger, key.ToString(), version);
            if (areOwn)
            {
                pending.MarkWritten(key, version);
            }
        }

        if (FindKeys() is ({ } loaded, var isOwn))
        {
            keys.Apply(loaded);
            if (isOwn)
            {
                pending.MarkWritten(loaded);
            }
        }
    }

    /// <returns>The snapshots, oldest first; whether they come from this replica's own folder.</returns>
    private (IEnumerable<(Snapshot Snapshot, DateTimeOffset ConfirmedAt)> Snapshots, bool AreOwn) FindSnapshots()
    {
        var own = OpenIfExists(replica.OwnPath, isOwn: true).SelectMany(folder => folder.LoadSnapshots()).ToList();
        return own.Count > 0
            ? (own, true)
            : (OtherFolders().SelectMany(folder => folder.LoadSnapshots()).OrderBy(loaded => loaded.ConfirmedAt).ToList(), false);
    }

    private (SdkKeys? Keys, bool IsOwn) FindKeys()
    {
        var (own, _) = OpenIfExists(replica.OwnPath, isOwn: true).Select(folder => folder.LoadKeys()).FirstOrDefault();
        return own is not null
            ? (own, true)
            : (OtherFolders().Select(folder => folder.LoadKeys()).OrderBy(loaded => loaded.WrittenAt).LastOrDefault().Keys, false);
    }

    private IEnumerable<SnapshotFolder> OtherFolders() => replica.OtherPaths().SelectMany(path => OpenIfExists(path, isOwn: false));

    private IEnumerable<SnapshotFolder> OpenIfExists(string? path, bool isOwn) =>
        path is not null && Directory.Exists(path) ? [open(path, isOwn)] : [];

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Environment} is at {Version}, loaded from disk")]
        public static partial void Loaded(ILogger logger, string environment, string version);
    }
}
