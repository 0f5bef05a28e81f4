namespace Waypost.Wire.Jobs;

/// <summary>
/// PostgreSQL's NOTIFY channel for jobs. The payload is <see cref="NewJob"/> from the manager, else <c>id:status</c> of the job that
/// changed. A notification is only a hint: receivers read the table.
/// </summary>
public static class JobChannel
{
    /// <summary>The channel's name.</summary>
    public const string Name = "waypost_jobs";

    /// <summary>Payload after queueing: the id does not exist yet when the notification is prepared.</summary>
    public const string NewJob = "new";

    /// <summary>
    /// Whether workers have something to do: a job to claim, or a job to cancel. Progress and results only concern the manager.
    /// </summary>
    public static bool ConcernsWorkers(string payload) =>
        !HasStatus(payload, JobStatus.Running) && !HasStatus(payload, JobStatus.Succeeded) && !HasStatus(payload, JobStatus.Failed);

    private static bool HasStatus(string payload, string status) => payload.EndsWith($":{status}", StringComparison.Ordinal);
}
