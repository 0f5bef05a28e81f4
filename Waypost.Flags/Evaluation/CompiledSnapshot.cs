using System.Collections.Frozen;

namespace Waypost.Flags;

/// <summary>
/// A snapshot prepared for evaluation: values parsed, results created in advance. Immutable; share one instance between all threads and
/// replace it when the snapshot changes.
/// </summary>
public sealed class CompiledSnapshot
{
    private readonly FrozenDictionary<string, CompiledFlag> flags;

    private CompiledSnapshot(Snapshot source, FrozenDictionary<string, CompiledFlag> flags)
    {
        Source = source;
        this.flags = flags;
    }

    /// <summary>The snapshot it was compiled from.</summary>
    public Snapshot Source { get; }

    /// <summary>The version of the snapshot.</summary>
    public SnapshotVersion Version => SnapshotVersion.Of(Source);

    /// <summary>
    /// Compiles any snapshot, even an invalid one: invalid settings give <c>PARSE_ERROR</c> when they would be served.
    /// </summary>
    /// <param name="snapshot">The snapshot to compile.</param>
    /// <param name="previous">The compiled snapshot this one replaces: flags that <see cref="Patch"/> did not change are reused instead of
    /// compiled again.</param>
    public static CompiledSnapshot Compile(Snapshot snapshot, CompiledSnapshot? previous = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var segments = new Dictionary<string, CompiledSegment>(StringComparer.Ordinal);
        foreach (var segment in snapshot.Segments)
        {
            if (segment?.Key is { } key)
            {
                segments[key] = new(segment);
            }
        }

        // A compiled flag references its segments, so no flag can be reused when segments changed.
        var reusable = previous is not null && ReferenceEquals(previous.Source.Segments, snapshot.Segments) ? previous.flags : null;
        var flags = new Dictionary<string, CompiledFlag>(snapshot.Flags.Count, StringComparer.Ordinal);
        foreach (var flag in snapshot.Flags)
        {
            if (flag?.Key is not { } key)
            {
                continue;
            }
            flags[key] =
                reusable is not null && reusable.TryGetValue(key, out var compiled) && ReferenceEquals(compiled.Source, flag)
                    ? compiled
                    : new CompiledFlag(flag, segments);
        }

        return new(snapshot, flags.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The flag with this key; null if there is none.</summary>
    internal CompiledFlag? Find(string? flagKey) => flagKey is not null && flags.TryGetValue(flagKey, out var flag) ? flag : null;
}
