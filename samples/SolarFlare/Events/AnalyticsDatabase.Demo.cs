using Npgsql;
using NpgsqlTypes;
using OpenTelemetry;

namespace SolarFlare.Events;

/// <summary>The parts that only the demo needs.</summary>
internal sealed partial class AnalyticsDatabase
{
    internal const string ReaderLogin = "waypost_reader";

    // CREATE ROLE takes no parameters, so format() quotes the password into the statement.
    private const string FormatReaderStatement = """
        SELECT format(CASE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = $1)
            THEN 'ALTER ROLE %I PASSWORD %L'
            ELSE 'CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %L' END, $1, $2)
        """;

    // The REVOKE is for PostgreSQL before 15, which lets everyone create tables in public.
    private const string GrantReadAccess = """
        REVOKE CREATE ON SCHEMA public FROM PUBLIC;
        GRANT USAGE ON SCHEMA public TO waypost_reader;
        GRANT SELECT ON ALL TABLES IN SCHEMA public TO waypost_reader;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO waypost_reader;
        """;

    /// <summary>Creates the read-only login for analyses, or sets its password.</summary>
    internal async Task CreateReaderLoginAsync(string password, CancellationToken cancellationToken)
    {
        using var untraced = SuppressInstrumentationScope.Begin(); // The statement contains the password.
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await BeginLockedTransactionAsync(connection, cancellationToken);
        await using var format = new NpgsqlCommand(FormatReaderStatement, connection)
        {
            Parameters =
            {
                new() { Value = ReaderLogin },
                new() { Value = password },
            },
        };
        await using var createLogin = new NpgsqlCommand((string)(await format.ExecuteScalarAsync(cancellationToken))!, connection);
        await createLogin.ExecuteNonQueryAsync(cancellationToken);
        await using var grant = new NpgsqlCommand(GrantReadAccess, connection);
        await grant.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Writes all rows in one transaction if there are no exposures yet. Returns the number of rows written.</summary>
    internal async Task<long> ImportIfEmptyAsync(IEnumerable<ShopRow> rows, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await BeginLockedTransactionAsync(connection, cancellationToken);
        await using (var exists = new NpgsqlCommand("SELECT EXISTS (SELECT FROM exposures)", connection))
        {
            if (await exists.ExecuteScalarAsync(cancellationToken) is true)
            {
                return 0;
            }
        }

        var exposures = new List<ShopExposure>();
        var count = 0L;
        await using (
            var copy = await connection.BeginBinaryImportAsync(
                "COPY events (user_id, timestamp, name, value) FROM STDIN (FORMAT BINARY)",
                cancellationToken
            )
        )
        {
            foreach (var row in rows)
            {
                count++;
                if (row is ShopExposure exposure)
                {
                    exposures.Add(exposure);
                    continue;
                }

                var shopEvent = (ShopEvent)row;
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(shopEvent.UserId, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(shopEvent.Timestamp, NpgsqlDbType.TimestampTz, cancellationToken);
                await copy.WriteAsync(shopEvent.Name, NpgsqlDbType.Text, cancellationToken);
                if (shopEvent.Value is { } value)
                {
                    await copy.WriteAsync(value, NpgsqlDbType.Double, cancellationToken);
                }
                else
                {
                    await copy.WriteNullAsync(cancellationToken);
                }
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await using (
            var copy = await connection.BeginBinaryImportAsync(
                "COPY exposures (experiment_id, user_id, timestamp, treatment, variant, device) FROM STDIN (FORMAT BINARY)",
                cancellationToken
            )
        )
        {
            foreach (var (exposure, device) in exposures.Select(row => (row.Exposure, row.Device)))
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(exposure.ExperimentId, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(exposure.TargetingKey, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(exposure.Timestamp, NpgsqlDbType.TimestampTz, cancellationToken);
                await copy.WriteAsync(exposure.Treatment, NpgsqlDbType.Boolean, cancellationToken);
                await copy.WriteAsync(exposure.Variant, NpgsqlDbType.Text, cancellationToken);
                if (device is null)
                {
                    await copy.WriteNullAsync(cancellationToken);
                }
                else
                {
                    await copy.WriteAsync(device, NpgsqlDbType.Text, cancellationToken);
                }
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        await using var analyze = new NpgsqlCommand("ANALYZE exposures, events", connection);
        await analyze.ExecuteNonQueryAsync(cancellationToken);
        return count;
    }
}
