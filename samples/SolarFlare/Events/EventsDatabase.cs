using Npgsql;
using NpgsqlTypes;

namespace SolarFlare.Events;

/// <summary>The shop's own database: two tables, written in batches.</summary>
internal sealed partial class EventsDatabase(NpgsqlDataSource source)
{
    internal const string ConnectionName = "events";

    /// <summary>Any number that all instances of the shop agree on; two that start together must not create the tables at once.</summary>
    private const long CreationLock = 0x50_1A_2F_1A;

    // An analysis joins the two by user and reads times and values: with these it finds them without reading the whole tables.
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS exposures (
            experiment_id bigint NOT NULL, user_id text NOT NULL, timestamp timestamptz NOT NULL, treatment boolean NOT NULL, variant text NOT NULL);
        CREATE TABLE IF NOT EXISTS events (
            user_id text NOT NULL, timestamp timestamptz NOT NULL, name text NOT NULL, value double precision);
        CREATE INDEX IF NOT EXISTS exposures_by_user ON exposures (experiment_id, user_id) INCLUDE (treatment, timestamp);
        CREATE INDEX IF NOT EXISTS events_by_user ON events (user_id, timestamp) INCLUDE (value);
        """;

    internal async Task CreateTablesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await AloneAsync(connection, cancellationToken);
        await using var create = new NpgsqlCommand(Tables, connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Nobody else creates or fills until this transaction ends.</summary>
    private static async Task<NpgsqlTransaction> AloneAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var wait = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", connection)
        {
            Parameters = { new() { Value = CreationLock } },
        };
        await wait.ExecuteNonQueryAsync(cancellationToken);
        return transaction;
    }

    /// <summary>Writes all rows or none.</summary>
    internal async Task WriteAsync(IReadOnlyCollection<ShopRow> rows, CancellationToken cancellationToken)
    {
        var events = rows.OfType<ShopEvent>().ToList();
        var exposures = rows.OfType<ShopExposure>().Select(row => row.Exposure).ToList();
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
                    "INSERT INTO exposures (experiment_id, user_id, timestamp, treatment, variant) SELECT * FROM unnest($1, $2, $3, $4, $5)"
                )
                {
                    Parameters =
                    {
                        Column(NpgsqlDbType.Bigint, exposures.Select(row => row.ExperimentId)),
                        Column(NpgsqlDbType.Text, exposures.Select(row => row.TargetingKey)),
                        Column(NpgsqlDbType.TimestampTz, exposures.Select(row => row.Timestamp)),
                        Column(NpgsqlDbType.Boolean, exposures.Select(row => row.Treatment)),
                        Column(NpgsqlDbType.Text, exposures.Select(row => row.Variant)),
                    },
                }
            );
        }

        // A batch is one implicit transaction.
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Column<T>(NpgsqlDbType type, IEnumerable<T> values) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values.ToArray() };
}
