using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Jobs;

/// <summary>Runs a claimed job: the handler and the lease run concurrently, and the one that ends first decides the outcome.</summary>
internal sealed partial class JobRunner(
    JobQueue queue,
    JobHandlers handlers,
    JobLease lease,
    IOptions<StatsOptions> options,
    Instruments instruments,
    TimeProvider time,
    ILogger<JobRunner> log
)
{
    /// <summary>How long a handler may take to stop when the process stops; after that the job is released in any case.</summary>
    private static readonly TimeSpan stopTimeout = TimeSpan.FromSeconds(2);

    /// <summary>The lease was lost, or the outcome was rejected. Only for telemetry; the table has no such status.</summary>
    private const string Lost = "lost";

    /// <summary>Never throws: the worker's loop only waits for it to end.</summary>
    public async Task RunAsync(ClaimedJob job, CancellationToken stopping)
    {
        using var span = StartSpan(job);
        var state = await RunToFinalStateAsync(job, stopping);
        instruments.RecordEnd(job.Kind, state, time.GetElapsedTime(job.ClaimedAt));
        span?.SetTag("waypost.job.state", state);
        if (state == JobStatus.Failed)
        {
            span?.SetStatus(ActivityStatusCode.Error);
        }
        Log.Finished(log, job.Id, job.Kind, state);
    }

    private async Task<string> RunToFinalStateAsync(ClaimedJob job, CancellationToken stopping)
    {
        using var handling = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var holding = new CancellationTokenSource();
        var lost = HoldUntraced(job, holding.Token); // first, so that no cancellation is missed
        var work = Task.Run(() => HandleAsync(job, handling.Token), CancellationToken.None);
        var stopped = Stopped(stopping, holding.Token);

        await Task.WhenAny(work, lost, stopped);
        if (lost.IsCompleted && !work.IsCompleted)
        {
            await handling.CancelAsync();
            await work;
            await holding.CancelAsync();
            return await lost == LeaseState.Cancelled ? JobStatus.Cancelled : Lost;
        }

        if (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(stopTimeout, time, holding.Token));
        }
        await holding.CancelAsync();
        var outcome = work.IsCompleted ? await work : JobOutcome.Unfinished;
        return await WriteAsync(job, outcome, stopping) ? outcome.State : Lost;
    }

    /// <summary>Renewals every few seconds would clutter the job's trace: without a parent, their statements record no span.</summary>
    private Task<LeaseState> HoldUntraced(ClaimedJob job, CancellationToken finished)
    {
        var span = Activity.Current;
        Activity.Current = null;
        try
        {
            return lease.HoldAsync(job, finished);
        }
        finally
        {
            Activity.Current = span;
        }
    }

    private async Task<JobOutcome> HandleAsync(ClaimedJob job, CancellationToken cancellationToken)
    {
        try
        {
            return JobOutcome.Succeeded(await handlers.For(job).RunAsync(new JobContext(job, queue), cancellationToken));
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return JobOutcome.Unfinished; // whatever the handler threw while it was stopped
        }
        catch (JobFailedException failure)
        {
            return JobOutcome.Failed(failure.Message);
        }
        catch (Exception exception)
        {
            // A handler's exception ends its job, never the worker.
            Log.HandlerFailed(log, exception, job.Id, job.Kind);
            return JobOutcome.Failed(
                $"An unexpected error occurred in the stats worker ({exception.GetType().Name}). Its log has the details."
            );
        }
    }

    /// <summary>
    /// Retries through an outage of the database until the outcome is written or rejected, because the result may have taken hours.
    /// While the process stops it tries once; the lease expires by itself.
    /// </summary>
    private async Task<bool> WriteAsync(ClaimedJob job, JobOutcome outcome, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return await outcome.WriteAsync(queue, job);
            }
            catch (Exception exception)
            {
                Log.NotWritten(log, job.Id, outcome.State, exception.GetType().Name);
                if (stopping.IsCancellationRequested)
                {
                    return false;
                }
                await Task.Delay(options.Value.Poll, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static Activity? StartSpan(ClaimedJob job)
    {
        _ = ActivityContext.TryParse(job.TraceParent, traceState: null, isRemote: true, out var queuedBy);
        return Instruments
            .Source.StartActivity("waypost.job", ActivityKind.Consumer, queuedBy)
            ?.SetTag("waypost.job.kind", job.Kind)
            .SetTag("waypost.job.id", job.Id)
            .SetTag("waypost.job.attempt", job.Attempt);
    }

    private static async Task Stopped(CancellationToken stopping, CancellationToken finished)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, finished);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, either.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>How an attempt ended, and how to write it to the queue.</summary>
    private sealed record JobOutcome(string State, Func<JobQueue, ClaimedJob, Task<bool>> WriteAsync)
    {
        /// <summary>Stopped before it was done, because the process stops: returned to the queue.</summary>
        public static readonly JobOutcome Unfinished = new("released", (queue, job) => queue.ReleaseAsync(job, CancellationToken.None));

        public static JobOutcome Succeeded(JsonElement? result) =>
            new(JobStatus.Succeeded, (queue, job) => queue.SucceedAsync(job, result, CancellationToken.None));

        public static JobOutcome Failed(string reason) =>
            new(JobStatus.Failed, (queue, job) => queue.FailAsync(job, reason, CancellationToken.None));
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Job {Id} ({Kind}): {State}")]
        public static partial void Finished(ILogger logger, long id, string kind, string state);

        [LoggerMessage(Level = LogLevel.Error, Message = "Unexpected error in the handler of job {Id} ({Kind})")]
        public static partial void HandlerFailed(ILogger logger, Exception exception, long id, string kind);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Could not save job {Id} as {State} ({Fault}). Retrying")]
        public static partial void NotWritten(ILogger logger, long id, string state, string fault);
    }
}
