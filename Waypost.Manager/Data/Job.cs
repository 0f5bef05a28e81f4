using System.Text.Json;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Data;

/// <summary>
/// A job for the stats worker. The row holds everything the worker needs. The manager queues and cancels jobs and reads their results;
/// the worker claims them with its own SQL, by a lease and a fencing token (Waypost.Stats/Jobs/JobSql.cs).
/// </summary>
internal sealed class Job
{
    public long Id { get; private set; }

    public string Kind { get; private set; } = "";

    public JsonElement Payload { get; private set; }

    public string Status { get; private set; } = JobStatus.Queued;

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
    public bool IsOpen => JobStatus.IsOpen(Status);

    public static Job Create(string kind, JsonElement payload, string? traceParent, DateTimeOffset at) =>
        new()
        {
            Kind = kind,
            Payload = payload,
            TraceParent = traceParent,
            CreatedAt = at,
        };
}
