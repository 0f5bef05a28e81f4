using System.Collections.Concurrent;
using Waypost.Flags;

namespace Waypost.FlagProvider.Store;

/// <summary>
/// What the provider serves of one environment at one version, with the bytes that go out. Immutable but for bytes made
/// on first use: each is made once, whoever asks.
/// </summary>
internal sealed class EnvironmentState
{
    /// <summary>Versions back a stream can resume from; what is older gets the snapshot.</summary>
    public const int HistoryLength = 200;

    /// <summary>Patches that hold big flags are kept for fewer versions.</summary>
    public const int HistoryBytes = 4 * 1024 * 1024;

    private readonly Step[] history; // oldest first; each starts where the one before ends, the last ends here
    private readonly Lazy<(byte[] Frame, ReadOnlyMemory<byte> Json)> put;
    private readonly ConcurrentDictionary<long, Lazy<byte[]>> patches = new();

    private EnvironmentState(Snapshot snapshot, Step[] history)
    {
        Snapshot = snapshot;
        Version = SnapshotVersion.Of(snapshot);
        Id = Version.ToString();
        ETag = $"\"{Id}\"";
        this.history = history;
        put = new(() => Frames.Put(snapshot));
        if (history is [.., var last])
        {
            patches[last.Patch.From] = new Lazy<byte[]>(last.Frame);
        }
    }

    public Snapshot Snapshot { get; }

    public SnapshotVersion Version { get; }

    /// <summary><c>epoch.version</c></summary>
    public string Id { get; }

    /// <summary><c>"epoch.version"</c>, quoted as HTTP wants it.</summary>
    public string ETag { get; }

    /// <summary>The snapshot's JSON: the body of <c>GET /flags</c>.</summary>
    public ReadOnlyMemory<byte> Json => put.Value.Json;

    public static EnvironmentState Of(Snapshot snapshot) => new(snapshot, []);

    /// <summary>The state a later snapshot of the same epoch leads to. What did not change is shared between the two.</summary>
    public EnvironmentState Then(Snapshot later)
    {
        var patch = Patch.Between(Snapshot, later);
        return Then(Patch.Apply(Snapshot, patch), patch);
    }

    /// <summary>The state a patch leads to; null if it does not fit.</summary>
    public EnvironmentState? Then(SnapshotPatch patch) => Patch.TryApply(Snapshot, patch, out var patched) ? Then(patched, patch) : null;

    /// <summary>
    /// The event that brings a stream here: a patch from the version it holds (merged, if it missed some; empty, if none)
    /// where that is known and smaller, else the snapshot.
    /// </summary>
    public ReadOnlyMemory<byte> FrameFrom(SnapshotVersion? held)
    {
        if (held is not { } from || from.Epoch != Version.Epoch)
        {
            return put.Value.Frame;
        }

        // Nearly always somebody was here before with the same version: ten thousand streams ask within milliseconds.
        if (!patches.TryGetValue(from.Version, out var made))
        {
            if (!Reaches(from.Version))
            {
                return put.Value.Frame;
            }

            made = patches.GetOrAdd(from.Version, version => new Lazy<byte[]>(() => Frames.Patch(Since(version))));
        }

        var patch = made.Value;
        return put.IsValueCreated && put.Value.Frame.Length < patch.Length ? put.Value.Frame : patch;
    }

    private bool Reaches(long version) => version == Version.Version || Array.Exists(history, step => step.Patch.From == version);

    private SnapshotPatch Since(long version)
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

    private EnvironmentState Then(Snapshot snapshot, SnapshotPatch patch)
    {
        var step = new Step(patch, Frames.Patch(patch));
        var bytes = step.Frame.Length;
        var kept = 0;
        while (kept < history.Length && kept < HistoryLength - 1 && bytes + history[^(kept + 1)].Frame.Length <= HistoryBytes)
        {
            bytes += history[^(++kept)].Frame.Length;
        }

        return new(snapshot, [.. history.AsSpan(history.Length - kept), step]);
    }

    private readonly record struct Step(SnapshotPatch Patch, byte[] Frame);
}
