using System.Collections.Concurrent;
using Waypost.Flags;

namespace Waypost.Manager.Features.Playground;

/// <summary>The newest compiled snapshot per environment that somebody played with. Thread-safe.</summary>
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

        // What did not change since the version before is not compiled again.
        return byEpoch[snapshot.Epoch] = CompiledSnapshot.Compile(snapshot, known);
    }
}
