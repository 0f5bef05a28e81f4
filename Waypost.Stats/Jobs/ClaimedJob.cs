using System.Text.Json;

namespace Waypost.Stats.Jobs;

/// <summary>
/// A job this worker holds. The next claim gets a larger <see cref="FencingToken"/>; then writes with this one are rejected.
/// </summary>
internal sealed record ClaimedJob
{
    public required long Id { get; init; }

    public required string Kind { get; init; }

    public required JsonElement Payload { get; init; }

    /// <summary>1 for the first attempt.</summary>
    public required int Attempt { get; init; }

    public required long FencingToken { get; init; }

    /// <summary>Whether another worker held it before and stopped responding.</summary>
    public required bool Reclaimed { get; init; }

    /// <summary>W3C traceparent of the request that queued it.</summary>
    public required string? TraceParent { get; init; }

    /// <summary>Timestamp of the worker's clock just before the claim; the lease began no earlier.</summary>
    public required long ClaimedAt { get; init; }
}

/// <summary>The job's state when its lease is renewed.</summary>
internal enum LeaseState
{
    Held,
    Cancelled,

    /// <summary>Another worker holds it, or it is finished or deleted.</summary>
    Lost,
}
