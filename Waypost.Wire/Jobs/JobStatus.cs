namespace Waypost.Wire.Jobs;

/// <summary>Column <c>jobs.status</c>. The manager queues and cancels; the stats worker does the rest.</summary>
public static class JobStatus
{
    /// <summary>Waits for a worker.</summary>
    public const string Queued = "queued";

    /// <summary>A worker holds the lease, or held it until it stopped responding.</summary>
    public const string Running = "running";

    /// <summary>Finished; <c>jobs.result</c> holds the result.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>Finished without a result; <c>jobs.error</c> holds the reason.</summary>
    public const string Failed = "failed";

    /// <summary>Cancelled by the manager before it finished.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Whether a job with this status has not ended yet.</summary>
    public static bool IsOpen(string status) => status is Queued or Running;
}
