using Microsoft.Extensions.Options;
using Npgsql;
using SolarFlare.Events;

namespace SolarFlare.Demo;

/// <summary>
/// Writes the history into empty tables, all of it or nothing, and makes the login that analyses read with. Before any visitor's row: after
/// one the tables would not be empty, and whoever sees one row of the history could not rely on the others.
/// </summary>
internal sealed partial class WriteHistory(
    EventsDatabase database,
    IOptions<DemoOptions> options,
    TimeProvider time,
    ILogger<WriteHistory> logger
) : IEventsPreparation
{
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (options.Value.ReaderPassword is { Length: > 0 } password)
            {
                await database.AllowReadingAsync(password, cancellationToken);
            }

            if (options.Value.History)
            {
                await FillAsync(cancellationToken);
            }
        }
        catch (PostgresException fault) when (!fault.IsTransient)
        {
            Log.Cannot(logger, fault.MessageText);
        }
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        var rows = await database.FillAsync(new History(time.GetUtcNow()).Rows(), cancellationToken);
        if (rows > 0)
        {
            Log.Filled(logger, rows);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "A month of made-up visitors was written: {Rows} rows.")]
        internal static partial void Filled(ILogger logger, long rows);

        [LoggerMessage(LogLevel.Warning, "The demo's data could not be made, the shop goes on without: {Why}")]
        internal static partial void Cannot(ILogger logger, string why);
    }
}
