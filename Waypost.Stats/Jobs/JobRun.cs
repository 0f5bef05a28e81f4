using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Waypost.Stats.Jobs;

/// <summary>One claimed job from start to end: the handler works, the lease is held beside it, and whichever ends first decides.</summary>
internal sealed partial class JobRun(
    JobQueue queue,
    JobHandlers handlers,
    JobLease lease,
    IOptions<StatsOptions> options,
    Instruments instruments,
    TimeProvider time,
    ILogger<JobRun> log
)
{
    /// <summary>How long a handler may take to let go when the process stops; the job is given back after that in any case.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(2);

    /// <summary>Never throws: the loop only needs to know that there is room again.</summary>
    public async Task RunAsync(Job job, CancellationToken stopping)
    {
        using var span = StartSpan(job);
        var state = await RunToAStateAsync(job, stopping);
        instruments.Ended(job.Kind, state, time.GetElapsedTime(job.ClaimedAt));
        span?.SetTag("waypost.job.state", state);
        if (state == "failed")
        {
            span?.SetStatus(ActivityStatusCode.Error);
        }
        Log.Ended(log, job.Id, job.Kind, state);
    }

    private async Task<string> RunToAStateAsync(Job job, CancellationToken stopping)
    {
        using var handling = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var holding = new CancellationTokenSource();
        var held = HoldUntraced(job, holding.Token); // first, so that a cancellation during the handler's first steps is heard
        var work = Task.Run(() => HandleAsync(job, handling.Token), CancellationToken.None);
        var stopped = Stopped(stopping, holding.Token);

        await Task.WhenAny(work, held, stopped);
        if (held.IsCompleted && !work.IsCompleted)
        {
            await handling.CancelAsync();
            await work;
            await holding.CancelAsync();
            return await held == LeaseState.Cancelled ? "cancelled" : "lost";
        }

        if (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(patience, time, holding.Token));
        }
        await holding.CancelAsync();
        var ending = work.IsCompleted ? await work : Ending.Unfinished;
        return await WriteAsync(job, ending, stopping) ? ending.State : "lost";
    }

    /// <summary>A renewal every few seconds is no part of the job's story: without a parent its statements make no span.</summary>
    private Task<LeaseState> HoldUntraced(Job job, CancellationToken over)
    {
        var span = Activity.Current;
        Activity.Current = null;
        try
        {
            return lease.HoldAsync(job, over);
        }
        finally
        {
            Activity.Current = span;
        }
    }

    private async Task<Ending> HandleAsync(Job job, CancellationToken cancellationToken)
    {
        try
        {
            return Ending.Succeeded(await handlers.For(job).RunAsync(new JobContext(job, queue), cancellationToken));
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return Ending.Unfinished; // whatever it threw on its way out
        }
        catch (JobFailedException fault)
        {
            return Ending.Failed(fault.Message);
        }
        catch (Exception fault)
        {
            // A handler's fault ends its job, never the worker.
            Log.Broken(log, fault, job.Id, job.Kind);
            return Ending.Failed($"The worker met an unexpected error ({fault.GetType().Name}); its log says more.");
        }
    }

    /// <summary>
    /// A result is worth keeping through an outage of the database: tried again until it is written or refused.
    /// While the process stops it is tried once; the lease lapses by itself.
    /// </summary>
    private async Task<bool> WriteAsync(Job job, Ending ending, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return await ending.WriteAsync(queue, job);
            }
            catch (Exception fault)
            {
                Log.NotWritten(log, job.Id, ending.State, fault.GetType().Name);
                if (stopping.IsCancellationRequested)
                {
                    return false;
                }
                await Task.Delay(options.Value.Poll, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static Activity? StartSpan(Job job)
    {
        _ = ActivityContext.TryParse(job.TraceParent, traceState: null, isRemote: true, out var queuedBy);
        return Instruments
            .Source.StartActivity("waypost.job", ActivityKind.Consumer, queuedBy)
            ?.SetTag("waypost.job.kind", job.Kind)
            .SetTag("waypost.job.id", job.Id)
            .SetTag("waypost.job.attempt", job.Attempt);
    }

    private static async Task Stopped(CancellationToken stopping, CancellationToken over)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, over);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, either.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>How an attempt ended, and how to write it down.</summary>
    private sealed record Ending(string State, Func<JobQueue, Job, Task<bool>> WriteAsync)
    {
        /// <summary>Stopped half-way, by nobody's fault: given back.</summary>
        public static readonly Ending Unfinished = new("released", (queue, job) => queue.ReleaseAsync(job, CancellationToken.None));

        public static Ending Succeeded(JsonElement? result) =>
            new("succeeded", (queue, job) => queue.SucceedAsync(job, result, CancellationToken.None));

        public static Ending Failed(string reason) => new("failed", (queue, job) => queue.FailAsync(job, reason, CancellationToken.None));
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Job {Id} ({Kind}): {State}")]
        public static partial void Ended(ILogger logger, long id, string kind, string state);

        [LoggerMessage(Level = LogLevel.Error, Message = "Job {Id} ({Kind}) broke its handler")]
        public static partial void Broken(ILogger logger, Exception fault, long id, string kind);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Id} is {State}, but that could not be written yet ({Fault})")]
        public static partial void NotWritten(ILogger logger, long id, string state, string fault);
    }
}
