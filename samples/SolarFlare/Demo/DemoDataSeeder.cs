using Microsoft.Extensions.Options;
using Npgsql;
using SolarFlare.Events;

namespace SolarFlare.Demo;

/// <summary>
/// Writes the simulated history into empty tables in one transaction, and creates the login for analyses. It runs before any event of a
/// visitor is written, because with one the tables would no longer be empty.
/// </summary>
internal sealed partial class DemoDataSeeder(
    AnalyticsDatabase database,
    IOptions<DemoOptions> options,
    TimeProvider time,
    ILogger<DemoDataSeeder> logger
) : IDatabaseInitializer
{
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (options.Value.ReaderPassword is { Length: > 0 } password)
            {
                await database.CreateReaderLoginAsync(password, cancellationToken);
            }

            if (options.Value.History)
            {
                await WriteHistoryAsync(cancellationToken);
            }
        }
        catch (PostgresException exception) when (!exception.IsTransient)
        {
            Log.Failed(logger, exception.MessageText);
        }
    }

    private async Task WriteHistoryAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ImportIfEmptyAsync(new SimulatedHistory(time.GetUtcNow()).GenerateRows(), cancellationToken);
        if (rows > 0)
        {
            Log.HistoryWritten(logger, rows);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Demo data written: a month of simulated visitors, {Rows} rows.")]
        internal static partial void HistoryWritten(ILogger logger, long rows);

        [LoggerMessage(LogLevel.Warning, "The demo data could not be written; the shop runs without it: {Reason}")]
        internal static partial void Failed(ILogger logger, string reason);
    }
}
