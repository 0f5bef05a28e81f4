using Npgsql;
using Waypost.ServiceDefaults;

namespace Waypost.Manager.Data;

/// <summary>
/// Forwards other manager replicas' NOTIFY to <see cref="ChangeSignal"/>. Only speeds things up: polling finds every change.
/// </summary>
internal sealed partial class ChangeListener(
    NpgsqlDataSource database,
    ChangeSignal signal,
    TimeProvider time,
    ILogger<ChangeListener> logger
) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly OutageTracker outage = new(time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
            {
                Log.Lost(logger, outage.RecordFailure(), e.Message);
                await Task.Delay(RetryDelay, time, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, _) => signal.Pulse();
        await using (var listen = new NpgsqlCommand($"listen {ChangeSignal.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        outage.RecordRecovery();
        // Notifications may have been missed while the connection was down.
        signal.Pulse();
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Message = "Lost the connection that listens for other managers' changes ({Reason}); retrying. Until then changes are "
                + "detected by polling."
        )]
        public static partial void Lost(ILogger logger, LogLevel level, string reason);
    }
}
