using Npgsql;
using Waypost.LocalPostgres;

namespace Waypost.Testing;

/// <summary>
/// A temporary PostgreSQL server per test process: started for the first test that needs it, and removed when the process ends. It does
/// not flush to the disk, which makes it fast. Set <c>WAYPOST_TEST_POSTGRES</c> to the connection string of a login that may create
/// databases to use another server.
/// </summary>
public sealed class PostgresServer
{
    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartAsync);

    private readonly NpgsqlConnectionStringBuilder admin;

    private PostgresServer(string adminConnectionString) => admin = new(adminConnectionString);

    public static Task<PostgresServer> StartedAsync() => Shared.Value;

    /// <summary>The connection string for the program under test, pooled as in production.</summary>
    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(admin.ConnectionString) { Database = database }.ConnectionString;

    /// <summary>Runs one statement as the superuser, in the database <c>postgres</c>.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellation = default)
    {
        // Not pooled: an idle connection would prevent copying a template.
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(admin.ConnectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<PostgresServer> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("WAYPOST_TEST_POSTGRES") is { Length: > 0 } connectionString)
        {
            return new(connectionString);
        }

        var user = await UnprivilegedUser.ForPostgresAsync(default);
        var temporary = await TemporaryDirectoryAsync(user);
        var binaries = await TestBinaries.FindAsync(temporary, user);
        var directory = Directory.CreateDirectory(Path.Combine(temporary, $"waypost-postgres-{Guid.NewGuid():N}")).FullName;
        var password = Guid.NewGuid().ToString("N");
        var files = new PostgresFiles(Path.Combine(directory, "data"), binaries, user);
        await files.PrepareAsync(password, durable: false, default);

        var port = FreePort.Next();
        var server = TestProcess.Start(
            files.ServerCommand(
                port,
                "fsync=off",
                "synchronous_commit=off",
                "full_page_writes=off",
                "shared_buffers=32MB",
                "max_wal_size=256MB"
            ),
            deleteAtEnd: directory
        );
        var connection = ServerConnection.ConnectionStringFor(port, password, "postgres");
        await WaitUntilReadyAsync(new(connection, "the PostgreSQL of the tests"), server);
        return new(connection);
    }

    private static async Task<string> TemporaryDirectoryAsync(UnprivilegedUser? user)
    {
        foreach (var parent in new[] { Path.GetTempPath(), "/tmp", "/var/tmp" })
        {
            if (user is null || await user.CanEnterAsync(parent, default))
            {
                return parent;
            }
        }

        throw new InvalidOperationException($"The user {user!.Name}, who runs PostgreSQL, can enter no temporary directory.");
    }

    private static async Task WaitUntilReadyAsync(ServerConnection connection, TestProcess server)
    {
        await Eventually.IsTrueAsync(async () => server.HasExited || await connection.AcceptsConnectionsAsync(default));
        if (server.HasExited)
        {
            throw new InvalidOperationException($"PostgreSQL ended at once: {server.Output}");
        }
    }
}
