using System.Collections.Concurrent;
using Waypost.Flags;

namespace Waypost.Manager.Features.Playground;

/// <summary>Caches the latest compiled snapshot per environment. Thread-safe.</summary>
internal sealed class CompiledSnapshots
{
    private readonly ConcurrentDictionary<string, CompiledSnapshot> byEpoch = new(StringComparer.Ordinal);

    public CompiledSnapshot Of(Snapshot snapshot)
    {
        var known = byEpoch.GetValueOrDefault(snapshot.Epoch);
        if (known?.Source.Version == snapshot.Version)
        {
            return known;
        }

        // Reuses what did not change since the previous version.
        return byEpoch[snapshot.Epoch] = CompiledSnapshot.Compile(snapshot, known);
    }
}
