using Npgsql;

namespace Waypost.LocalPostgres;

/// <summary>Checks a running server and creates databases. Not pooled: pooled connections break when it restarts.</summary>
public sealed class ServerConnection
{
    private readonly NpgsqlConnectionStringBuilder target;
    private readonly string setting;

    /// <param name="connectionString">The connection string of a database.</param>
    /// <param name="setting">The setting it comes from, for error messages.</param>
    public ServerConnection(string connectionString, string setting)
    {
        this.setting = setting;
        try
        {
            target = new(connectionString) { Pooling = false, Timeout = 10 };
        }
        catch (ArgumentException e)
        {
            throw new StartException($"{setting} is not a connection string: {e.Message.Split('\n')[0]}");
        }
    }

    private string Address => $"{target.Host}:{target.Port}";

    public static string ConnectionStringFor(int port, string password, string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = PostgresFiles.SuperUser,
            Password = password,
            Database = database,
        }.ConnectionString;

    public async Task<bool> AcceptsConnectionsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(target.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>Creates the database if the server does not have it.</summary>
    /// <exception cref="StartException">The server cannot be used, is too old, or does not allow creating the database.</exception>
    public async Task EnsureDatabaseAsync(CancellationToken cancellationToken)
    {
        // Checked through another database, because connecting to a missing one writes an error to the server's log.
        if (await IsMissingAsync(cancellationToken))
        {
            await CreateAsync(cancellationToken);
        }

        try
        {
            await using var connection = new NpgsqlConnection(target.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            if (connection.PostgreSqlVersion.Major < PostgresBinaries.OldestMajor)
            {
                throw new StartException(
                    $"PostgreSQL at {Address} is version {connection.PostgreSqlVersion}: Waypost needs "
                        + $"{PostgresBinaries.OldestMajor} or later."
                );
            }
        }
        catch (NpgsqlException e)
        {
            throw new StartException($"PostgreSQL at {Address} ({setting}) cannot be used: {Reason(e)}.");
        }
    }

    private async Task<bool> IsMissingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await MaintenanceAsync(cancellationToken);
            await using var ask = new NpgsqlCommand("select count(*) from pg_database where datname = $1", connection)
            {
                Parameters = { new() { Value = target.Database ?? target.Username } },
            };
            return await ask.ExecuteScalarAsync(cancellationToken) is 0L;
        }
        catch (NpgsqlException)
        {
            return false; // not every login may use the database postgres, and only the configured one matters
        }
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await MaintenanceAsync(cancellationToken);
            await using var create = new NpgsqlCommand(
                $"create database \"{target.Database!.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
                connection
            );
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException e)
        {
            throw new StartException(
                $"There is no database {target.Database} at {Address}, and the login {target.Username} could not create it "
                    + $"({Reason(e)}): create it, or change {setting}."
            );
        }
    }

    private async Task<NpgsqlConnection> MaintenanceAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(target.ConnectionString) { Database = "postgres" }.ConnectionString
        );
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static string Reason(NpgsqlException e) => (e as PostgresException)?.MessageText ?? e.InnerException?.Message ?? e.Message;
}
