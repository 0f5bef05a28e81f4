using Npgsql;

namespace SolarFlare.Events;

/// <summary>Carries rows from the outbox to the database, in batches, as long as it takes; what the database does not take waits.</summary>
internal sealed partial class EventWriter(
    Outbox outbox,
    EventsDatabase database,
    IEnumerable<IEventsPreparation> preparations,
    TimeProvider time,
    ILogger<EventWriter> logger
) : BackgroundService
{
    private const int BatchSize = 500;
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    /// <summary>Started together, shop and database come up in any order: that is no news.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    private readonly List<ShopRow> batch = [];
    private bool prepared;
    private long? since;
    private bool hasComplained;
    private long told;

    /// <summary>Why the database takes nothing at the moment; null while it does.</summary>
    internal string? Trouble { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wait = ShortestWait;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // The tables first, before anybody asks, so that an analysis can be set up on an empty shop.
                await WriteAsync(stoppingToken);
                wait = ShortestWait;
                await outbox.WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException)
            {
                Complain(fault.Message, wait);
                await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            }
        }

        await SayGoodbyeAsync();
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (!prepared)
        {
            await database.CreateTablesAsync(cancellationToken);
            foreach (var preparation in preparations)
            {
                await preparation.PrepareAsync(cancellationToken);
            }
            prepared = true;
        }

        while (Fill())
        {
            await database.WriteAsync(batch, cancellationToken);
            batch.Clear();
        }

        if (hasComplained)
        {
            Log.Recovered(logger, outbox.Dropped);
        }

        (Trouble, since, hasComplained) = (null, null, false);
    }

    /// <summary>What a failed attempt left in the batch stays in it.</summary>
    private bool Fill()
    {
        while (batch.Count < BatchSize && outbox.TryTake(out var row))
        {
            batch.Add(row);
        }

        return batch.Count > 0;
    }

    private async Task SayGoodbyeAsync()
    {
        using var limit = new CancellationTokenSource(Farewell, time);
        try
        {
            await WriteAsync(limit.Token);
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
        {
            var lost = batch.Count;
            while (outbox.TryTake(out _))
            {
                lost++;
            }

            outbox.GiveUp(lost);
        }

        if (outbox.Dropped > 0)
        {
            Log.Lost(logger, outbox.Dropped);
        }
    }

    private void Complain(string why, TimeSpan wait)
    {
        since ??= time.GetTimestamp();
        if (time.GetElapsedTime(since.Value) >= Grace && (!hasComplained || outbox.Dropped > told))
        {
            (hasComplained, told) = (true, outbox.Dropped);
            Log.Away(logger, why, wait, told);
        }

        Trouble = why;
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Warning,
            "The events database takes nothing: {Why}. Pages go on, rows wait ({Dropped} dropped so far); trying again in {Wait}."
        )]
        internal static partial void Away(ILogger logger, string why, TimeSpan wait, long dropped);

        [LoggerMessage(LogLevel.Information, "The events database takes rows again ({Dropped} dropped so far).")]
        internal static partial void Recovered(ILogger logger, long dropped);

        [LoggerMessage(LogLevel.Warning, "{Dropped} exposures and events were lost since the start.")]
        internal static partial void Lost(ILogger logger, long dropped);
    }
}
