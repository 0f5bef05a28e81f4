using Npgsql;
using Waypost.ServiceDefaults;

namespace Waypost.Manager.Data;

/// <summary>Passes other manager replicas' NOTIFY on to <see cref="ChangeSignal"/>. Correctness never depends on it.</summary>
internal sealed partial class Listener(NpgsqlDataSource database, ChangeSignal signal, TimeProvider time, ILogger<Listener> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

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
                await Task.Delay(Pause, time, stoppingToken);
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
        // Whatever was notified while nobody listened.
        signal.Pulse();
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Message = "Lost the connection that listens for other managers' changes ({Reason}); trying again. Until then changes are "
                + "noticed by polling."
        )]
        public static partial void Lost(ILogger logger, LogLevel level, string reason);
    }
}
