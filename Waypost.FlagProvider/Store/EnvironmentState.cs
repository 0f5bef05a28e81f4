using System.Collections.Concurrent;
using Waypost.Flags;

namespace Waypost.FlagProvider.Store;

/// <summary>
/// What the provider serves for one environment at one version, including the encoded bytes. Immutable, except that bytes are encoded on
/// first use and then shared.
/// </summary>
internal sealed class EnvironmentState
{
    /// <summary>Number of past versions a stream can resume from; older ones get the snapshot.</summary>
    public const int HistoryLength = 200;

    /// <summary>Limit on the encoded size of the history; with big patches it covers fewer versions.</summary>
    public const int HistoryBytes = 4 * 1024 * 1024;

    private readonly HistoryEntry[] history; // oldest first; each patch starts where the previous one ends, the last one ends here
    private readonly Lazy<(byte[] Frame, ReadOnlyMemory<byte> Json)> put;
    private readonly ConcurrentDictionary<long, Lazy<byte[]>> patches = new();

    private EnvironmentState(Snapshot snapshot, HistoryEntry[] history)
    {
        Snapshot = snapshot;
        Version = SnapshotVersion.Of(snapshot);
        Id = Version.ToString();
        ETag = $"\"{Id}\"";
        this.history = history;
        put = new(() => SseFrames.EncodePut(snapshot));
        if (history is [.., var last])
        {
            patches[last.Patch.From] = new Lazy<byte[]>(last.Frame);
        }
    }

    public Snapshot Snapshot { get; }

    public SnapshotVersion Version { get; }

    /// <summary><c>epoch.version</c></summary>
    public string Id { get; }

    /// <summary><c>"epoch.version"</c>, quoted as an HTTP entity tag.</summary>
    public string ETag { get; }

    /// <summary>The snapshot's JSON: the body of <c>GET /flags</c>.</summary>
    public ReadOnlyMemory<byte> SnapshotJson => put.Value.Json;

    public static EnvironmentState From(Snapshot snapshot) => new(snapshot, []);

    /// <summary>The state after a later snapshot of the same epoch. Unchanged flags and segments are shared between both states.</summary>
    public EnvironmentState Apply(Snapshot later)
    {
        var patch = Patch.Between(Snapshot, later);
        return Next(Patch.Apply(Snapshot, patch), patch);
    }

    /// <summary>The state after a patch; null if the patch's base is not this version.</summary>
    public EnvironmentState? Apply(SnapshotPatch patch) => Patch.TryApply(Snapshot, patch, out var patched) ? Next(patched, patch) : null;

    /// <summary>
    /// The event that brings a client from the version it has to this one: one merged patch (empty if it missed nothing), or the snapshot
    /// if the version is not in the history or the snapshot is smaller.
    /// </summary>
    public ReadOnlyMemory<byte> FrameSince(SnapshotVersion? version)
    {
        if (version is not { } from || from.Epoch != Version.Epoch)
        {
            return put.Value.Frame;
        }

        // Usually a hit: after a change, 10,000 streams ask for the same patch within milliseconds.
        if (!patches.TryGetValue(from.Version, out var encoded))
        {
            if (!IsInHistory(from.Version))
            {
                return put.Value.Frame;
            }

            encoded = patches.GetOrAdd(from.Version, version => new Lazy<byte[]>(() => SseFrames.EncodePatch(MergeSince(version))));
        }

        var patch = encoded.Value;
        return put.IsValueCreated && put.Value.Frame.Length < patch.Length ? put.Value.Frame : patch;
    }

    private bool IsInHistory(long version) => version == Version.Version || Array.Exists(history, entry => entry.Patch.From == version);

    private SnapshotPatch MergeSince(long version)
    {
        var merged = new SnapshotPatch
        {
            Epoch = Version.Epoch,
            From = Version.Version,
            Version = Version.Version,
        };
        for (var i = history.Length - 1; i >= 0 && merged.From > version; i--)
        {
            merged = Patch.Merge(history[i].Patch, merged);
        }

        return merged;
    }

    private EnvironmentState Next(Snapshot snapshot, SnapshotPatch patch)
    {
        var entry = new HistoryEntry(patch, SseFrames.EncodePatch(patch));
        var bytes = entry.Frame.Length;
        var count = 0;
        while (count < history.Length && count < HistoryLength - 1 && bytes + history[^(count + 1)].Frame.Length <= HistoryBytes)
        {
            bytes += history[^(++count)].Frame.Length;
        }

        return new(snapshot, [.. history.AsSpan(history.Length - count), entry]);
    }

    private readonly record struct HistoryEntry(SnapshotPatch Patch, byte[] Frame);
}
