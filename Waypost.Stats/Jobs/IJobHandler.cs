using System.Text.Json;

namespace Waypost.Stats.Jobs;

/// <summary>
/// Does one kind of job. A worker dies at any moment and its job starts again elsewhere, so a handler's effects must be repeatable:
/// what it returns is written once, anything it writes itself must be an upsert.
/// </summary>
internal interface IJobHandler
{
    /// <summary>The <c>kind</c> of the rows this handler takes; others stay for workers that know them.</summary>
    string Kind { get; }

    /// <summary>Returns the job's result. A <see cref="JobFailedException"/> fails the job with its message as the reason.</summary>
    Task<JsonElement?> RunAsync(JobContext job, CancellationToken cancellationToken);
}

/// <summary>The job failed for a reason its owner should read; the message holds no secret and no user's data.</summary>
internal sealed class JobFailedException(string reason, Exception? cause = null) : Exception(reason, cause);

/// <summary>What a handler knows of its job.</summary>
internal sealed class JobContext(Job job, JobQueue queue)
{
    public long Id => job.Id;

    public JsonElement Payload => job.Payload;

    public int Attempt => job.Attempt;

    /// <summary>Shows how far the job is to whoever watches it. One statement each: call it about once a second, not per row.</summary>
    public Task ReportAsync(JsonElement progress, CancellationToken cancellationToken) =>
        queue.ReportAsync(job, progress, cancellationToken);
}
