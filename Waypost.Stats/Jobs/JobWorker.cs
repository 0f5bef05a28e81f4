using Microsoft.Extensions.Options;
using Waypost.ServiceDefaults;

namespace Waypost.Stats.Jobs;

/// <summary>
/// The worker's loop: claims and starts jobs up to the limit, then waits for a signal, the end of a job, or the next poll.
/// </summary>
internal sealed partial class JobWorker(
    JobQueue queue,
    JobHandlers handlers,
    JobRunner run,
    JobListener listener,
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
            var signal = listener.NextSignal;
            try
            {
                await ClaimAsync(running, stoppingToken);
                outage.RecordRecovery();
                if (state.ChangeTo(WorkerState.Working))
                {
                    Log.Working(log, string.Join(", ", handlers.Kinds));
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                var problem = WorkerState.After(exception);
                state.ChangeTo(problem);
                Log.Waiting(log, outage.RecordFailure(), problem, exception.GetType().Name);
            }

            await WaitAsync(running, signal, stoppingToken);
            running.RemoveAll(job => job.IsCompleted);
            state.SetRunning(running.Count);
        }

        await Task.WhenAll(running);
    }

    private async Task ClaimAsync(List<Task> running, CancellationToken cancellationToken)
    {
        foreach (var kind in await queue.FailExhaustedAsync(handlers.Kinds, cancellationToken))
        {
            instruments.RecordExhausted(kind);
            Log.Exhausted(log, kind, options.Value.MaxAttempts);
        }

        while (running.Count < options.Value.Parallelism && await queue.ClaimAsync(handlers.Kinds, cancellationToken) is { } job)
        {
            instruments.RecordClaim(job.Kind, job.Reclaimed);
            if (job.Reclaimed)
            {
                Log.Reclaimed(log, job.Id, job.Kind, job.Attempt);
            }
            running.Add(run.RunAsync(job, cancellationToken));
            state.SetRunning(running.Count);
        }
    }

    private async Task WaitAsync(List<Task> running, Task signal, CancellationToken cancellationToken)
    {
        using var pollEnds = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny([signal, Task.Delay(options.Value.Poll, time, pollEnds.Token), .. running]);
        await pollEnds.CancelAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Taking jobs of these kinds: {Kinds}")]
        public static partial void Working(ILogger logger, string kinds);

        [LoggerMessage(Message = "Cannot take jobs: {State} ({Fault}). Retrying")]
        public static partial void Waiting(ILogger logger, LogLevel level, string state, string fault);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "Took over job {Id} ({Kind}) from a worker that stopped responding; this is attempt {Attempt}"
        )]
        public static partial void Reclaimed(ILogger logger, long id, string kind, int attempt);

        [LoggerMessage(Level = LogLevel.Error, Message = "Gave up on a job of kind {Kind} after {Attempts} attempts")]
        public static partial void Exhausted(ILogger logger, string kind, int attempts);
    }
}
