using Microsoft.Extensions.Options;
using Npgsql;
using Waypost.ServiceDefaults;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Jobs;

/// <summary>
/// Listens on <see cref="JobChannel"/> and releases all waiters. Only a hint: the queue is polled as well, so a lost notification costs
/// <see cref="StatsOptions.Poll"/> at most.
/// </summary>
internal sealed partial class JobListener(
    NpgsqlDataSource database,
    IOptions<StatsOptions> options,
    TimeProvider time,
    ILogger<JobListener> log
) : BackgroundService
{
    private readonly OutageTracker outage = new(time);
    private volatile TaskCompletionSource next = NewSignal();

    /// <summary>Completes at the next signal. Take it before reading the queue, so that a signal in between is not missed.</summary>
    public Task NextSignal => next.Task;

    public bool IsListening { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                IsListening = false;
                Log.NotListening(log, outage.RecordFailure(), exception.GetType().Name);
                await Task.Delay(options.Value.Poll, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notification) =>
        {
            if (JobChannel.ConcernsWorkers(notification.Payload))
            {
                Signal();
            }
        };
        await using (var listen = new NpgsqlCommand($"listen {JobChannel.Name}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }
        IsListening = true;
        outage.RecordRecovery();
        Signal(); // notifications sent while the connection was down are lost
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }

    private void Signal() => Interlocked.Exchange(ref next, NewSignal()).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static partial class Log
    {
        [LoggerMessage(Message = "Cannot listen for jobs ({Fault}). The queue is polled until the connection is back")]
        public static partial void NotListening(ILogger logger, LogLevel level, string fault);
    }
}
