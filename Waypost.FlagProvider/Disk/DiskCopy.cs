using Waypost.FlagProvider.Store;
using Waypost.Wire;

namespace Waypost.FlagProvider.Disk;

/// <summary>What the folder holds, and so what it is owed: found by comparing, so a failed write needs no note of its own.</summary>
internal sealed class DiskCopy(FlagStore store, KeyStore keys)
{
    private readonly Dictionary<EnvironmentKey, string> written = [];
    private SdkKeys? writtenKeys;

    /// <summary>The folder is another one: nothing is known to be there.</summary>
    public void Forget()
    {
        written.Clear();
        writtenKeys = null;
    }

    public void Holds(EnvironmentKey key, string version) => written[key] = version;

    public void Holds(SdkKeys read) => writtenKeys = read;

    /// <summary>Each does one write, and notes it when it has succeeded.</summary>
    public IEnumerable<Action<SnapshotFolder>> Owed()
    {
        if (keys.Current?.Source is { } newest && newest != writtenKeys)
        {
            yield return folder =>
            {
                folder.Save(newest);
                writtenKeys = newest;
            };
        }

        foreach (var environment in store.Environments)
        {
            if (environment.Current is { } state && written.GetValueOrDefault(environment.Key) != state.Id)
            {
                yield return folder =>
                {
                    folder.Save(environment.Key, state);
                    written[environment.Key] = state.Id;
                };
            }
        }

        foreach (var gone in written.Keys.Where(key => store.Find(key) is null).ToList())
        {
            yield return folder =>
            {
                folder.Delete(gone);
                written.Remove(gone);
            };
        }
    }

    /// <summary>Each notes on one file that its content was the newest when the manager last said so.</summary>
    public IEnumerable<Action<SnapshotFolder>> Fresh()
    {
        foreach (var environment in store.Environments)
        {
            if (environment.Freshness is { Source: SnapshotSource.Manager } fresh && written.ContainsKey(environment.Key))
            {
                yield return folder => folder.Touch(environment.Key, fresh.At);
            }
        }
    }
}
