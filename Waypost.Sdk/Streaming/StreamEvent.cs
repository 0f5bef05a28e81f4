using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Sdk.Streaming;

/// <summary>One event of <c>GET /stream</c>, parsed but not yet applied.</summary>
internal abstract record StreamEvent
{
    private StreamEvent() { }

    /// <summary>The full snapshot of one version.</summary>
    internal sealed record Put(Snapshot Snapshot) : StreamEvent;

    /// <summary>The changes since <see cref="SnapshotPatch.From"/>.</summary>
    internal sealed record Change(SnapshotPatch Patch) : StreamEvent;

    /// <summary>A type of event that only newer servers send.</summary>
    internal sealed record Unknown(string Type) : StreamEvent;

    /// <summary>Data that cannot be parsed.</summary>
    internal sealed record Malformed(string Reason) : StreamEvent;

    /// <summary>Parses an event. Never throws.</summary>
    internal static StreamEvent Parse(string type, ReadOnlySpan<byte> data)
    {
        try
        {
            return type switch
            {
                "put" => JsonSerializer.Deserialize(data, FlagsJson.Default.Snapshot) is { } snapshot
                    ? new Put(snapshot)
                    : new Malformed("put: null"),
                "patch" => JsonSerializer.Deserialize(data, FlagsJson.Default.SnapshotPatch) is { } patch
                    ? new Change(patch)
                    : new Malformed("patch: null"),
                _ => new Unknown(type),
            };
        }
        catch (JsonException exception)
        {
            // Path and position only: the exception's message could quote the data.
            return new Malformed($"{type}: {exception.Path ?? "$"} at line {exception.LineNumber}, byte {exception.BytePositionInLine}");
        }
    }
}
