using System.Buffers;
using System.Text;
using System.Text.Json;
using Waypost.Flags;

namespace Waypost.FlagProvider.Store;

/// <summary>Encodes server-sent events as bytes that all streams share. The JSON is one line, so it fits one <c>data:</c> field.</summary>
internal static class SseFrames
{
    /// <summary>A comment. It keeps proxies from closing the connection and detects closed connections.</summary>
    public static readonly ReadOnlyMemory<byte> Heartbeat = ":\n\n"u8.ToArray();

    /// <returns>The frame, and the part of it that is the snapshot's JSON.</returns>
    public static (byte[] Frame, ReadOnlyMemory<byte> Json) EncodePut(Snapshot snapshot)
    {
        var frame = new ArrayBufferWriter<byte>(4096);
        WriteHeader(frame, "put", SnapshotVersion.Of(snapshot));
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

    public static byte[] EncodePatch(SnapshotPatch patch)
    {
        var frame = new ArrayBufferWriter<byte>(512);
        WriteHeader(frame, "patch", new SnapshotVersion(patch.Epoch, patch.Version));
        using (var json = new Utf8JsonWriter(frame))
        {
            JsonSerializer.Serialize(json, patch, FlagsJson.Default.SnapshotPatch);
        }

        frame.Write("\n\n"u8);
        return frame.WrittenSpan.ToArray();
    }

    /// <summary>Writes the time an EventSource waits before it reconnects.</summary>
    /// <returns>The number of bytes written.</returns>
    public static int WriteRetry(Span<byte> buffer, int milliseconds)
    {
        System.Text.Unicode.Utf8.TryWrite(buffer, $"retry: {milliseconds}\n\n", out var written);
        return written;
    }

    private static void WriteHeader(ArrayBufferWriter<byte> frame, string kind, SnapshotVersion id) =>
        Encoding.UTF8.GetBytes($"event: {kind}\nid: {id}\ndata: ", frame);
}
