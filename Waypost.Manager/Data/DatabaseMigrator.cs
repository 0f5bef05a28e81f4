using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Waypost.ServiceDefaults;

namespace Waypost.Manager.Data;

/// <summary>Applies migrations, one manager replica at a time.</summary>
internal sealed partial class DatabaseMigrator(
    IDbContextFactory<ManagerDb> databases,
    NpgsqlDataSource source,
    TimeProvider time,
    ILogger<DatabaseMigrator> logger
)
{
    // Any number that no other advisory lock uses: "waypost" in base 36, cut to 32 bits.
    internal const long LockId = 1_935_756_497;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <param name="fill">Runs under the same lock, so that only one manager fills an empty database.</param>
    public async Task RunAsync(Func<CancellationToken, Task> fill, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockId})", cancellationToken);
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await RefuseNewerAsync(db, cancellationToken);
            await db.Database.MigrateAsync(cancellationToken);
            await fill(cancellationToken);
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({LockId})", CancellationToken.None);
        }
    }

    /// <summary>Waits a while, because PostgreSQL may still be starting, then reports what is wrong.</summary>
    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var outage = new OutageTracker(time);
        while (true)
        {
            try
            {
                return await source.OpenConnectionAsync(cancellationToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException && IsTransient(e))
            {
                if (time.GetElapsedTime(started) > ConnectTimeout)
                {
                    throw new StartException(
                        $"PostgreSQL did not respond within {ConnectTimeout.TotalSeconds:0} s. Start it, or correct "
                            + $"ConnectionStrings:{DataServices.ConnectionName}. {e.Message}",
                        e
                    );
                }

                Log.Waiting(logger, outage.RecordFailure(), e.Message);
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
            catch (PostgresException e)
            {
                throw new StartException(
                    $"PostgreSQL refused the connection. Check ConnectionStrings:{DataServices.ConnectionName}. {e.MessageText}",
                    e
                );
            }
        }
    }

    /// <summary>Waiting helps while the server starts, but not with a wrong password or a missing database.</summary>
    private static bool IsTransient(Exception e) => e is not PostgresException { IsTransient: false };

    private static async Task RefuseNewerAsync(ManagerDb db, CancellationToken cancellationToken)
    {
        // Create the history table first: reading it from an empty database would log an error in PostgreSQL.
        await db.GetService<IHistoryRepository>().CreateIfNotExistsAsync(cancellationToken);
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var newer = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).Where(m => !known.Contains(m)).ToList();
        if (newer.Count > 0)
        {
            throw new StartException(
                $"The database belongs to a newer version of Waypost (migration {newer[^1]}). Start that version, or restore a backup."
            );
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(Message = "Waiting for PostgreSQL: {Reason}")]
        public static partial void Waiting(ILogger logger, LogLevel level, string reason);
    }
}
