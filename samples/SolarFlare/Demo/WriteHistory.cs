using Microsoft.Extensions.Options;
using Npgsql;
using SolarFlare.Events;

namespace SolarFlare.Demo;

/// <summary>Writes the history into empty tables, all of it or nothing, and makes the login that analyses read with.</summary>
sealed partial class WriteHistory(EventsDatabase database, IOptions<DemoOptions> options, TimeProvider time, ILogger<WriteHistory> logger) : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (began, told) = (time.GetTimestamp(), false);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await database.CreateTablesAsync(stoppingToken);
                if (options.Value.ReaderPassword is { Length: > 0 } password)
                {
                    await database.AllowReadingAsync(password, stoppingToken);
                }

                if (options.Value.History)
                {
                    await FillAsync(stoppingToken);
                }

                return;
            }
            catch (PostgresException fault) when (!fault.IsTransient)
            {
                Log.Cannot(logger, fault.MessageText);
                return;
            }
            catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException)
            {
                if (!told && time.GetElapsedTime(began) >= EventWriter.Grace)
                {
                    told = true;
                    Log.Waiting(logger, fault.Message);
                }

                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    async Task FillAsync(CancellationToken cancellationToken)
    {
        var rows = await database.FillAsync(new History(time.GetUtcNow()).Rows(), cancellationToken);
        if (rows > 0) Log.Filled(logger, rows);
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "A month of made-up visitors was written: {Rows} rows.")]
        internal static partial void Filled(ILogger logger, long rows);

        [LoggerMessage(LogLevel.Warning, "The demo's visitors wait for the events database: {Why}")]
        internal static partial void Waiting(ILogger logger, string why);

        [LoggerMessage(LogLevel.Warning, "The demo's data could not be made, the shop goes on without: {Why}")]
        internal static partial void Cannot(ILogger logger, string why);
    }
}
