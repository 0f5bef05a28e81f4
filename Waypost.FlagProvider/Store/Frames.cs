using System.Buffers;
using System.Text;
using System.Text.Json;
using Waypost.Flags;

namespace Waypost.FlagProvider.Store;

/// <summary>Server-sent events as bytes, built once for all streams. The JSON is one line, so it is one <c>data:</c> field.</summary>
internal static class Frames
{
    /// <summary>A comment: keeps proxies from closing the line, and finds peers that are gone.</summary>
    public static readonly ReadOnlyMemory<byte> Heartbeat = ":\n\n"u8.ToArray();

    /// <summary>The frame, and the part of it that is the JSON.</summary>
    public static (byte[] Frame, ReadOnlyMemory<byte> Json) Put(Snapshot snapshot)
    {
        var frame = new ArrayBufferWriter<byte>(4096);
        Start(frame, "put", SnapshotVersion.Of(snapshot));
        var start = frame.WrittenCount;
        using (var json = new Utf8JsonWriter(frame))
        {
            JsonSerializer.Serialize(json, snapshot, FlagsJson.Default.Snapshot);
        }

        var end = frame.WrittenCount;
        frame.Write("\n\n"u8);
        var bytes = frame.WrittenSpan.ToArray();
        return (bytes, bytes.AsMemory(start, end - start));
    }

    public static byte[] Patch(SnapshotPatch patch)
    {
        var frame = new ArrayBufferWriter<byte>(512);
        Start(frame, "patch", new SnapshotVersion(patch.Epoch, patch.Version));
        using (var json = new Utf8JsonWriter(frame))
        {
            JsonSerializer.Serialize(json, patch, FlagsJson.Default.SnapshotPatch);
        }

        frame.Write("\n\n"u8);
        return frame.WrittenSpan.ToArray();
    }

    /// <summary>How long an EventSource waits before it connects again.</summary>
    public static int WriteRetry(Span<byte> buffer, int milliseconds)
    {
        System.Text.Unicode.Utf8.TryWrite(buffer, $"retry: {milliseconds}\n\n", out var written);
        return written;
    }

    private static void Start(ArrayBufferWriter<byte> frame, string kind, SnapshotVersion id) =>
        Encoding.UTF8.GetBytes($"event: {kind}\nid: {id}\ndata: ", frame);
}
