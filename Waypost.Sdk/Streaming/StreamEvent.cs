using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Sdk.Streaming;

/// <summary>What one frame of <c>GET /stream</c> says, read but not yet judged.</summary>
internal abstract record StreamEvent
{
    private StreamEvent() { }

    /// <summary>Everything, at one version.</summary>
    internal sealed record Put(Snapshot Snapshot) : StreamEvent;

    /// <summary>What changed since <see cref="SnapshotPatch.From"/>.</summary>
    internal sealed record Change(SnapshotPatch Patch) : StreamEvent;

    /// <summary>A kind a newer server sends; old SDKs survive it.</summary>
    internal sealed record Unknown(string Kind) : StreamEvent;

    /// <summary>Data that cannot be read.</summary>
    internal sealed record Malformed(string Why) : StreamEvent;

    /// <summary>Reads a frame. Never throws.</summary>
    internal static StreamEvent Read(string kind, ReadOnlySpan<byte> data)
    {
        try
        {
            return kind switch
            {
                "put" => JsonSerializer.Deserialize(data, FlagsJson.Default.Snapshot) is { } snapshot
                    ? new Put(snapshot)
                    : new Malformed("put holds null"),
                "patch" => JsonSerializer.Deserialize(data, FlagsJson.Default.SnapshotPatch) is { } patch
                    ? new Change(patch)
                    : new Malformed("patch holds null"),
                _ => new Unknown(kind),
            };
        }
        catch (JsonException fault)
        {
            // The message names path and line, never the data.
            return new Malformed($"{kind}: {fault.Path ?? "$"} at line {fault.LineNumber}, byte {fault.BytePositionInLine}");
        }
    }
}
