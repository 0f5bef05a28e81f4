using Microsoft.Extensions.Options;
using Waypost.ServiceDefaults;

namespace Waypost.Stats.Jobs;

/// <summary>The loop: while there is room, claim and start; otherwise wait for a wake-up, the end of a job, or the next poll.</summary>
internal sealed partial class JobWorker(
    JobQueue queue,
    JobHandlers handlers,
    JobRun run,
    WakeUp wakeUp,
    WorkerState state,
    IOptions<StatsOptions> options,
    Instruments instruments,
    TimeProvider time,
    ILogger<JobWorker> log
) : BackgroundService
{
    private readonly OutageTracker outage = new(time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new List<Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            var woken = wakeUp.Next;
            try
            {
                await FillAsync(running, stoppingToken);
                outage.RecordRecovery();
                if (state.Becomes(WorkerState.Working))
                {
                    Log.Working(log, string.Join(", ", handlers.Kinds));
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception fault)
            {
                var trouble = WorkerState.Of(fault);
                state.Becomes(trouble);
                Log.Waiting(log, outage.RecordFailure(), trouble, fault.GetType().Name);
            }

            await SomethingAsync(running, woken, stoppingToken);
            running.RemoveAll(job => job.IsCompleted);
            state.Runs(running.Count);
        }

        await Task.WhenAll(running);
    }

    private async Task FillAsync(List<Task> running, CancellationToken cancellationToken)
    {
        foreach (var kind in await queue.GiveUpAsync(handlers.Kinds, cancellationToken))
        {
            instruments.GaveUp(kind);
            Log.GaveUp(log, kind, options.Value.MaxAttempts);
        }

        while (running.Count < options.Value.Parallelism && await queue.ClaimAsync(handlers.Kinds, cancellationToken) is { } job)
        {
            instruments.Claimed(job.Kind, job.Reclaimed);
            if (job.Reclaimed)
            {
                Log.Reclaimed(log, job.Id, job.Kind, job.Attempt);
            }
            running.Add(run.RunAsync(job, cancellationToken));
            state.Runs(running.Count);
        }
    }

    private async Task SomethingAsync(List<Task> running, Task woken, CancellationToken cancellationToken)
    {
        using var pollEnds = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny([woken, Task.Delay(options.Value.Poll, time, pollEnds.Token), .. running]);
        await pollEnds.CancelAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Taking jobs of these kinds: {Kinds}")]
        public static partial void Working(ILogger logger, string kinds);

        [LoggerMessage(Message = "Cannot take jobs yet: {State} ({Fault}). Trying on")]
        public static partial void Waiting(ILogger logger, LogLevel level, string state, string fault);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "Job {Id} ({Kind}) was left by a worker that stopped answering; this is attempt {Attempt}"
        )]
        public static partial void Reclaimed(ILogger logger, long id, string kind, int attempt);

        [LoggerMessage(Level = LogLevel.Error, Message = "A job of kind {Kind} was given up after {Attempts} attempts")]
        public static partial void GaveUp(ILogger logger, string kind, int attempts);
    }
}
