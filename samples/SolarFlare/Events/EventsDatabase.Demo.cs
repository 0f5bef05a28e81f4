using Npgsql;
using NpgsqlTypes;
using OpenTelemetry;

namespace SolarFlare.Events;

/// <summary>What only a demonstration needs of the database.</summary>
internal sealed partial class EventsDatabase
{
    internal const string Reader = "waypost_reader";

    // The password is text in a statement: format quotes it. PostgreSQL before 15 let everybody create in public.
    private const string MakeReader = """
        SELECT format(CASE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = $1)
            THEN 'ALTER ROLE %I PASSWORD %L'
            ELSE 'CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %L' END, $1, $2)
        """;

    private const string Allow = """
        REVOKE CREATE ON SCHEMA public FROM PUBLIC;
        GRANT USAGE ON SCHEMA public TO waypost_reader;
        GRANT SELECT ON ALL TABLES IN SCHEMA public TO waypost_reader;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO waypost_reader;
        """;

    /// <summary>Makes the login that analyses read with, or gives it this password.</summary>
    internal async Task AllowReadingAsync(string password, CancellationToken cancellationToken)
    {
        using var untraced = SuppressInstrumentationScope.Begin(); // the password stands in the statement
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await AloneAsync(connection, cancellationToken);
        await using var statement = new NpgsqlCommand(MakeReader, connection)
        {
            Parameters =
            {
                new() { Value = Reader },
                new() { Value = password },
            },
        };
        await using var make = new NpgsqlCommand((string)(await statement.ExecuteScalarAsync(cancellationToken))!, connection);
        await make.ExecuteNonQueryAsync(cancellationToken);
        await using var allow = new NpgsqlCommand(Allow, connection);
        await allow.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Writes the rows if there are no exposures yet, all or none. Answers how many were written.</summary>
    internal async Task<long> FillAsync(IEnumerable<ShopRow> rows, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await AloneAsync(connection, cancellationToken);
        await using (var ask = new NpgsqlCommand("SELECT EXISTS (SELECT FROM exposures)", connection))
        {
            if (await ask.ExecuteScalarAsync(cancellationToken) is true)
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
                "COPY exposures (experiment_id, user_id, timestamp, treatment, variant) FROM STDIN (FORMAT BINARY)",
                cancellationToken
            )
        )
        {
            foreach (var exposure in exposures.Select(row => row.Exposure))
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(exposure.ExperimentId, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(exposure.TargetingKey, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(exposure.Timestamp, NpgsqlDbType.TimestampTz, cancellationToken);
                await copy.WriteAsync(exposure.Treatment, NpgsqlDbType.Boolean, cancellationToken);
                await copy.WriteAsync(exposure.Variant, NpgsqlDbType.Text, cancellationToken);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        await using var learn = new NpgsqlCommand("ANALYZE exposures, events", connection);
        await learn.ExecuteNonQueryAsync(cancellationToken);
        return count;
    }
}
