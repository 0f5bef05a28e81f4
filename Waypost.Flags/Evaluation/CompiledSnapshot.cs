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
        var segments = CompileSegments(snapshot);
        // A compiled flag references its segments, so no flag can be reused when segments changed.
        var reusable = ReferenceEquals(previous?.Source.Segments, snapshot.Segments) ? previous : null;
        var flags = new Dictionary<string, CompiledFlag>(snapshot.Flags.Count, StringComparer.Ordinal);
        foreach (var flag in snapshot.Flags.Where(flag => flag?.Key is not null))
        {
            var compiled = reusable?.Find(flag.Key);
            flags[flag.Key] = ReferenceEquals(compiled?.Source, flag) ? compiled! : new CompiledFlag(flag, segments);
        }

        return new(snapshot, flags.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The flag with this key; null if there is none.</summary>
    internal CompiledFlag? Find(string? flagKey) => flagKey is not null && flags.TryGetValue(flagKey, out var flag) ? flag : null;

    private static Dictionary<string, CompiledSegment> CompileSegments(Snapshot snapshot)
    {
        var segments = new Dictionary<string, CompiledSegment>(StringComparer.Ordinal);
        foreach (var segment in snapshot.Segments.Where(segment => segment?.Key is not null))
        {
            segments[segment.Key] = new(segment);
        }

        return segments;
    }
}
