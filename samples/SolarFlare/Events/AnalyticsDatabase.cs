using Npgsql;
using NpgsqlTypes;

namespace SolarFlare.Events;

/// <summary>The shop's analytics database: two tables, written in batches.</summary>
internal sealed partial class AnalyticsDatabase(NpgsqlDataSource source)
{
    internal const string ConnectionName = "events";

    /// <summary>Advisory lock, so that instances that start together do not set up the tables at the same time. Any number works.</summary>
    private const long SetupLock = 0x50_1A_2F_1A;

    // Analyses join the tables by user and read times and values; the indexes spare them full table scans.
    private const string CreateTables = """
        CREATE TABLE IF NOT EXISTS exposures (
            experiment_id bigint NOT NULL, user_id text NOT NULL, timestamp timestamptz NOT NULL,
            treatment boolean NOT NULL, variant text NOT NULL, device text);
        ALTER TABLE exposures ADD COLUMN IF NOT EXISTS device text;
        CREATE TABLE IF NOT EXISTS events (
            user_id text NOT NULL, timestamp timestamptz NOT NULL, name text NOT NULL, value double precision);
        CREATE INDEX IF NOT EXISTS exposures_by_user ON exposures (experiment_id, user_id) INCLUDE (treatment, timestamp, device);
        CREATE INDEX IF NOT EXISTS events_by_user ON events (user_id, timestamp) INCLUDE (value);
        """;

    internal async Task CreateTablesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await BeginLockedTransactionAsync(connection, cancellationToken);
        await using var create = new NpgsqlCommand(CreateTables, connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Begins a transaction that holds the setup lock until it ends.</summary>
    private static async Task<NpgsqlTransaction> BeginLockedTransactionAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var acquireLock = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", connection)
        {
            Parameters = { new() { Value = SetupLock } },
        };
        await acquireLock.ExecuteNonQueryAsync(cancellationToken);
        return transaction;
    }

    /// <summary>Writes all rows in one transaction.</summary>
    internal async Task WriteAsync(IReadOnlyCollection<ShopRow> rows, CancellationToken cancellationToken)
    {
        var events = rows.OfType<ShopEvent>().ToList();
        var exposures = rows.OfType<ShopExposure>().ToList();
        await using var batch = source.CreateBatch();
        if (events.Count > 0)
        {
            batch.BatchCommands.Add(
                new("INSERT INTO events (user_id, timestamp, name, value) SELECT * FROM unnest($1, $2, $3, $4)")
                {
                    Parameters =
                    {
                        Column(NpgsqlDbType.Text, events.Select(row => row.UserId)),
                        Column(NpgsqlDbType.TimestampTz, events.Select(row => row.Timestamp)),
                        Column(NpgsqlDbType.Text, events.Select(row => row.Name)),
                        Column(NpgsqlDbType.Double, events.Select(row => row.Value)),
                    },
                }
            );
        }

        if (exposures.Count > 0)
        {
            batch.BatchCommands.Add(
                new(
                    """
                    INSERT INTO exposures (experiment_id, user_id, timestamp, treatment, variant, device)
                    SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
                    """
                )
                {
                    Parameters =
                    {
                        Column(NpgsqlDbType.Bigint, exposures.Select(row => row.Exposure.ExperimentId)),
                        Column(NpgsqlDbType.Text, exposures.Select(row => row.Exposure.TargetingKey)),
                        Column(NpgsqlDbType.TimestampTz, exposures.Select(row => row.Exposure.Timestamp)),
                        Column(NpgsqlDbType.Boolean, exposures.Select(row => row.Exposure.Treatment)),
                        Column(NpgsqlDbType.Text, exposures.Select(row => row.Exposure.Variant)),
                        Column(NpgsqlDbType.Text, exposures.Select(row => row.Device)),
                    },
                }
            );
        }

        // A batch is an implicit transaction.
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Column<T>(NpgsqlDbType type, IEnumerable<T> values) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values.ToArray() };
}
