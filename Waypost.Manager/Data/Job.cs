using System.Text.Json;

namespace Waypost.Manager.Data;

/// <summary>
/// Work for the stats worker: the row holds everything it needs. The manager queues and reads; Waypost.Stats claims,
/// with a lease and a fencing token, by SQL of its own.
/// </summary>
internal sealed class Job
{
    public long Id { get; private set; }

    public string Kind { get; private set; } = "";

    public JsonElement Payload { get; private set; }

    public string Status { get; private set; } = "queued";

    public JsonElement? Progress { get; private set; }

    public JsonElement? Result { get; private set; }

    public string? Error { get; private set; }

    public int Attempts { get; private set; }

    public long FencingToken { get; private set; }

    public DateTimeOffset? LeaseUntil { get; private set; }

    public string? Worker { get; private set; }

    public string? TraceParent { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>Whether it is queued or running.</summary>
    public bool IsOpen => Status is "queued" or "running";

    public static Job Create(string kind, JsonElement payload, string? traceParent, DateTimeOffset at) =>
        new()
        {
            Kind = kind,
            Payload = payload,
            TraceParent = traceParent,
            CreatedAt = at,
        };
}
