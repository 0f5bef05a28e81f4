using Npgsql;

namespace SolarFlare.Events;

/// <summary>Writes rows from the outbox to the database in batches, and retries until they are written.</summary>
internal sealed partial class EventWriter(
    Outbox outbox,
    AnalyticsDatabase database,
    IEnumerable<IDatabaseInitializer> initializers,
    TimeProvider time,
    ILogger<EventWriter> logger
) : BackgroundService
{
    private const int BatchSize = 500;
    private static readonly TimeSpan MinRetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Shop and database may start together in any order: a short outage is not logged.</summary>
    private static readonly TimeSpan StartupGracePeriod = TimeSpan.FromSeconds(15);

    private readonly List<ShopRow> batch = [];
    private bool initialized;
    private long? failingSince;
    private bool failureLogged;
    private long droppedWhenLogged;

    /// <summary>Why the last write failed; null if it succeeded.</summary>
    internal string? LastError { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var delay = MinRetryDelay;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // The first call creates the tables, so that an analysis can be set up before there are any events.
                await WriteAsync(stoppingToken);
                delay = MinRetryDelay;
                await outbox.WaitToReadAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
            {
                ReportFailure(exception.Message, delay);
                await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                delay = delay * 2 < MaxRetryDelay ? delay * 2 : MaxRetryDelay;
            }
        }

        await FlushAsync();
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (!initialized)
        {
            await database.CreateTablesAsync(cancellationToken);
            foreach (var initializer in initializers)
            {
                await initializer.InitializeAsync(cancellationToken);
            }
            initialized = true;
        }

        while (FillBatch())
        {
            await database.WriteAsync(batch, cancellationToken);
            batch.Clear();
        }

        if (failureLogged)
        {
            Log.Recovered(logger, outbox.Dropped);
        }

        (LastError, failingSince, failureLogged) = (null, null, false);
    }

    /// <summary>Rows of a failed attempt stay in the batch.</summary>
    private bool FillBatch()
    {
        while (batch.Count < BatchSize && outbox.TryRead(out var row))
        {
            batch.Add(row);
        }

        return batch.Count > 0;
    }

    private async Task FlushAsync()
    {
        using var timeout = new CancellationTokenSource(ShutdownTimeout, time);
        try
        {
            await WriteAsync(timeout.Token);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
        {
            var dropped = batch.Count;
            while (outbox.TryRead(out _))
            {
                dropped++;
            }

            outbox.CountDropped(dropped);
        }

        if (outbox.Dropped > 0)
        {
            Log.Dropped(logger, outbox.Dropped);
        }
    }

    private void ReportFailure(string error, TimeSpan delay)
    {
        failingSince ??= time.GetTimestamp();
        if (time.GetElapsedTime(failingSince.Value) >= StartupGracePeriod && (!failureLogged || outbox.Dropped > droppedWhenLogged))
        {
            (failureLogged, droppedWhenLogged) = (true, outbox.Dropped);
            Log.WriteFailed(logger, error, delay, droppedWhenLogged);
        }

        LastError = error;
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Warning,
            "The analytics database is unavailable: {Error}. Events are buffered ({Dropped} dropped so far); retrying in {Delay}."
        )]
        internal static partial void WriteFailed(ILogger logger, string error, TimeSpan delay, long dropped);

        [LoggerMessage(LogLevel.Information, "The analytics database is available again ({Dropped} events dropped so far).")]
        internal static partial void Recovered(ILogger logger, long dropped);

        [LoggerMessage(LogLevel.Warning, "{Dropped} exposures and events were dropped since the start.")]
        internal static partial void Dropped(ILogger logger, long dropped);
    }
}
