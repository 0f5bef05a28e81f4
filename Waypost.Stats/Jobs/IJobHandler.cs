using System.Text.Json;

namespace Waypost.Stats.Jobs;

/// <summary>
/// Runs one kind of job. A worker may die at any moment and its job starts again elsewhere, so a handler must be idempotent:
/// what it returns is written once, anything it writes itself must be an upsert.
/// </summary>
internal interface IJobHandler
{
    /// <summary>The <c>kind</c> of the jobs this handler runs; other kinds stay queued for workers that know them.</summary>
    string Kind { get; }

    /// <summary>Returns the job's result. A <see cref="JobFailedException"/> fails the job with the exception's message.</summary>
    Task<JsonElement?> RunAsync(JobContext job, CancellationToken cancellationToken);
}

/// <summary>The job failed. The message is shown to users: it must hold no secret and no user data.</summary>
internal sealed class JobFailedException(string reason, Exception? cause = null) : Exception(reason, cause);

/// <summary>The job, as its handler sees it.</summary>
internal sealed class JobContext(ClaimedJob job, JobQueue queue)
{
    public long Id => job.Id;

    public JsonElement Payload => job.Payload;

    public int Attempt => job.Attempt;

    /// <summary>Publishes the job's progress. Each call is a statement: call it about once a second, not per row.</summary>
    public Task ReportAsync(JsonElement progress, CancellationToken cancellationToken) =>
        queue.ReportAsync(job, progress, cancellationToken);
}
