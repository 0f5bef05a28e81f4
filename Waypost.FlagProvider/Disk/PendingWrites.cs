using Waypost.FlagProvider.Store;
using Waypost.Wire;

namespace Waypost.FlagProvider.Disk;

/// <summary>
/// Lists the writes that bring the replica's folder up to date, by comparing the store with what was written. A failed write therefore
/// stays pending without being recorded anywhere.
/// </summary>
internal sealed class PendingWrites(FlagStore store, SdkKeyStore keys)
{
    private readonly Dictionary<EnvironmentKey, string> writtenVersions = [];
    private SdkKeys? writtenKeys;

    /// <summary>Starts with an empty or unknown folder.</summary>
    public void Reset()
    {
        writtenVersions.Clear();
        writtenKeys = null;
    }

    public void MarkWritten(EnvironmentKey key, string version) => writtenVersions[key] = version;

    public void MarkWritten(SdkKeys written) => writtenKeys = written;

    /// <summary>Each action performs one write, and marks it as written if it succeeds.</summary>
    public IEnumerable<Action<SnapshotFolder>> GetWrites()
    {
        if (keys.Current?.Source is { } newest && newest != writtenKeys)
        {
            yield return folder =>
            {
                folder.Save(newest);
                MarkWritten(newest);
            };
        }

        foreach (var environment in store.Environments)
        {
            if (environment.Current is { } state && writtenVersions.GetValueOrDefault(environment.Key) != state.Id)
            {
                yield return folder =>
                {
                    folder.Save(environment.Key, state);
                    MarkWritten(environment.Key, state.Id);
                };
            }
        }

        foreach (var deleted in writtenVersions.Keys.Where(key => store.Find(key) is null).ToList())
        {
            yield return folder =>
            {
                folder.Delete(deleted);
                writtenVersions.Remove(deleted);
            };
        }
    }

    /// <summary>Each action sets one file's time to when the manager last confirmed its content as the newest.</summary>
    public IEnumerable<Action<SnapshotFolder>> GetTimestampUpdates()
    {
        foreach (var environment in store.Environments)
        {
            if (environment.Freshness is { Source: SnapshotSource.Manager } freshness && writtenVersions.ContainsKey(environment.Key))
            {
                yield return folder => folder.SetConfirmedAt(environment.Key, freshness.At);
            }
        }
    }
}
