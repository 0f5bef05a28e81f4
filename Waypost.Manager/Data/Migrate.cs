using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Waypost.ServiceDefaults;

namespace Waypost.Manager.Data;

/// <summary>Brings the database up to this version's tables, one manager replica at a time.</summary>
internal sealed partial class Migrate(
    IDbContextFactory<ManagerDb> databases,
    NpgsqlDataSource source,
    TimeProvider time,
    ILogger<Migrate> logger
)
{
    // Any number will do as long as nobody else locks by it: "waypost" in base 36, cut to 32 bits.
    private const long LockId = 1_935_756_497;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <param name="fill">Runs under the same lock, so that two managers never both find the database empty.</param>
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

    /// <summary>PostgreSQL may still be starting: waits for it a while, then says what is wrong.</summary>
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
            catch (Exception e) when (e is NpgsqlException or TimeoutException && MayPass(e))
            {
                if (time.GetElapsedTime(started) > Patience)
                {
                    throw new StartException($"PostgreSQL did not answer within {Patience.TotalSeconds:0} s: {e.Message}", e);
                }

                Log.Waiting(logger, outage.RecordFailure(), e.Message);
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (PostgresException e)
            {
                throw new StartException($"PostgreSQL refuses the connection waypostdb: {e.MessageText}", e);
            }
        }
    }

    /// <summary>A wrong password or a missing database does not heal by waiting; a server that starts does.</summary>
    private static bool MayPass(Exception e) => e is not PostgresException { IsTransient: false };

    private static async Task RefuseNewerAsync(ManagerDb db, CancellationToken cancellationToken)
    {
        // Asking an empty database for its history is an error in PostgreSQL's log; making the table first is none.
        await db.GetService<IHistoryRepository>().CreateIfNotExistsAsync(cancellationToken);
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var newer = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).Where(m => !known.Contains(m)).ToList();
        if (newer.Count > 0)
        {
            throw new StartException(
                $"The database was written by a newer Waypost (it holds {newer[^1]}). Start that version, or restore a backup."
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
