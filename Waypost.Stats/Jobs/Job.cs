using System.Text.Json;

namespace Waypost.Stats.Jobs;

/// <summary>
/// A job this worker holds. Whoever claims it next holds a larger <see cref="FencingToken"/>, and this one's writes are refused.
/// </summary>
internal sealed record Job
{
    public required long Id { get; init; }

    public required string Kind { get; init; }

    public required JsonElement Payload { get; init; }

    /// <summary>1 for the first.</summary>
    public required int Attempt { get; init; }

    public required long FencingToken { get; init; }

    /// <summary>Whether another worker held it and stopped answering.</summary>
    public required bool Reclaimed { get; init; }

    /// <summary>W3C traceparent of what queued it.</summary>
    public required string? TraceParent { get; init; }

    /// <summary>The worker's own stopwatch just before the claim was asked for; the lease began no earlier.</summary>
    public required long ClaimedAt { get; init; }
}

/// <summary>What the row says when the lease is renewed.</summary>
internal enum LeaseState
{
    Held,
    Cancelled,

    /// <summary>Another worker has it, or the row is gone or finished.</summary>
    Lost,
}
