using System.Collections.Frozen;

namespace Waypost.Flags;

/// <summary>
/// A snapshot made ready for evaluation: values parsed once, answers prepared. Immutable; share one between all threads and swap it whole.
/// </summary>
public sealed class CompiledSnapshot
{
    private readonly FrozenDictionary<string, CompiledFlag> flags;

    private CompiledSnapshot(Snapshot source, FrozenDictionary<string, CompiledFlag> flags)
    {
        Source = source;
        this.flags = flags;
    }

    /// <summary>What it was compiled from.</summary>
    public Snapshot Source { get; }

    /// <summary>The version it stands at.</summary>
    public SnapshotVersion Version => SnapshotVersion.Of(Source);

    /// <summary>
    /// Compiles any snapshot, also one that does not hold together: what is wrong in it becomes a <c>PARSE_ERROR</c> where it would be
    /// served.
    /// </summary>
    /// <param name="snapshot">What to compile.</param>
    /// <param name="previous">The compiled snapshot this one replaces: flags that <see cref="Patch"/> left alone are taken over, not
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

        // A flag holds on to the segments it was compiled with, so changed segments make every flag stale.
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

    /// <summary>The flag; null if there is none of this key.</summary>
    internal CompiledFlag? Find(string? flagKey) => flagKey is not null && flags.TryGetValue(flagKey, out var flag) ? flag : null;
}
