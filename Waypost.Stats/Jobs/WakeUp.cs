using Microsoft.Extensions.Options;
using Npgsql;
using Waypost.ServiceDefaults;

namespace Waypost.Stats.Jobs;

/// <summary>
/// Listens on <c>waypost_jobs</c> and pulses whoever waits. Only a hint: the queue is polled as well, so a lost notification costs
/// <see cref="StatsOptions.Poll"/> at most.
/// </summary>
internal sealed partial class WakeUp(NpgsqlDataSource database, IOptions<StatsOptions> options, TimeProvider time, ILogger<WakeUp> log)
    : BackgroundService
{
    private readonly OutageTracker outage = new(time);
    private volatile TaskCompletionSource next = New();

    /// <summary>Completes at the next pulse. Take it before looking at the queue, so that a pulse in between is not missed.</summary>
    public Task Next => next.Task;

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
            catch (Exception fault)
            {
                IsListening = false;
                Log.Deaf(log, outage.RecordFailure(), fault.GetType().Name);
                await Task.Delay(options.Value.Poll, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notification) =>
        {
            if (IsForWorkers(notification.Payload))
            {
                Pulse();
            }
        };
        await using (var listen = new NpgsqlCommand($"listen {JobSql.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }
        IsListening = true;
        outage.RecordRecovery();
        Pulse(); // whatever was said while nobody listened
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Workers tell pages how jobs get on, over the same channel; that is no reason for workers to look for new ones.</summary>
    internal static bool IsForWorkers(string payload) =>
        !(
            payload.EndsWith(":running", StringComparison.Ordinal)
            || payload.EndsWith(":succeeded", StringComparison.Ordinal)
            || payload.EndsWith(":failed", StringComparison.Ordinal)
        );

    private void Pulse() => Interlocked.Exchange(ref next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static partial class Log
    {
        [LoggerMessage(Message = "Not listening for jobs ({Fault}); the queue is polled until the database answers")]
        public static partial void Deaf(ILogger logger, LogLevel level, string fault);
    }
}
