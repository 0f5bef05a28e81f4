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
    private readonly Lazy<(byte[] Frame, ReadOnlyMemory<byte> Json)> oldestPut; // for readers that refuse a newer schema
    private readonly ConcurrentDictionary<long, Lazy<byte[]>> patches = new();

    private EnvironmentState(Snapshot snapshot, HistoryEntry[] history)
    {
        Snapshot = snapshot;
        Version = SnapshotVersion.Of(snapshot);
        Id = Version.ToString();
        ETag = $"\"{Id}\"";
        this.history = history;
        NeedsNewerReader = snapshot.Schema > Snapshot.OldestSchema;
        put = new(() => SseFrames.EncodePut(snapshot));
        oldestPut = NeedsNewerReader ? new(() => SseFrames.EncodePut(snapshot.ForReader(Snapshot.OldestSchema))) : put;
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

    /// <summary>A reader of the oldest schema serves the control of some experiments to everyone.</summary>
    public bool NeedsNewerReader { get; }

    /// <summary>The snapshot's JSON for files, which an earlier version of the provider may read after a rollback.</summary>
    public ReadOnlyMemory<byte> OldestSnapshotJson => oldestPut.Value.Json;

    public static EnvironmentState From(Snapshot snapshot) =>
        // The flags decide the schema: files and managers state the oldest, so that every version of the provider accepts them.
        new(snapshot.Schema > Snapshot.CurrentSchema ? snapshot : snapshot with { Schema = 0 }, []);

    /// <summary>The snapshot's JSON: the body of <c>GET /flags</c>.</summary>
    public ReadOnlyMemory<byte> SnapshotJson(SchemaReader reader) => PutFor(reader).Json;

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
    public ReadOnlyMemory<byte> FrameSince(SnapshotVersion? version, SchemaReader reader = SchemaReader.Any)
    {
        if (version is not { } from || from.Epoch != Version.Epoch)
        {
            return PutFor(reader).Frame;
        }

        // Usually a hit: after a change, 10,000 streams ask for the same patch within milliseconds.
        if (!patches.TryGetValue(from.Version, out var encoded))
        {
            if (!IsInHistory(from.Version))
            {
                return PutFor(reader).Frame;
            }

            encoded = patches.GetOrAdd(from.Version, version => new Lazy<byte[]>(() => SseFrames.EncodePatch(MergeSince(version))));
        }

        var patch = encoded.Value;
        return put.IsValueCreated && put.Value.Frame.Length < patch.Length ? PutFor(reader).Frame : patch;
    }

    private (byte[] Frame, ReadOnlyMemory<byte> Json) PutFor(SchemaReader reader) =>
        (reader == SchemaReader.Oldest ? oldestPut : put).Value;

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
