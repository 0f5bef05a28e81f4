using Npgsql;
using Waypost.LocalPostgres;

namespace Waypost.Testing;

/// <summary>
/// One throw-away PostgreSQL per test process: made when the first test asks for it, gone with the process however that
/// ends. Its data is not safe from a power cut, which makes it fast. <c>WAYPOST_TEST_POSTGRES</c>, a connection string
/// of a login that may create databases, puts another server in its place.
/// </summary>
public sealed class PostgresServer
{
    private static readonly Lazy<Task<PostgresServer>> OfThisProcess = new(StartAsync);

    private readonly NpgsqlConnectionStringBuilder admin;

    private PostgresServer(string adminConnectionString) => admin = new(adminConnectionString);

    public static Task<PostgresServer> StartedAsync() => OfThisProcess.Value;

    /// <summary>For the program under test: pooled, as in production.</summary>
    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(admin.ConnectionString) { Database = database }.ConnectionString;

    /// <summary>Runs one statement as the superuser, in the database <c>postgres</c>.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellation = default)
    {
        // Not pooled: an idle session on a template would refuse its copying.
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(admin.ConnectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<PostgresServer> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("WAYPOST_TEST_POSTGRES") is { Length: > 0 } given)
        {
            return new(given);
        }

        var user = await UnprivilegedUser.ForPostgresAsync(default);
        var temporary = await TemporaryDirectoryAsync(user);
        var binaries = await TestBinaries.FindAsync(temporary, user);
        var home = Directory.CreateDirectory(Path.Combine(temporary, $"waypost-postgres-{Guid.NewGuid():N}")).FullName;
        var password = Guid.NewGuid().ToString("N");
        var files = new PostgresFiles(Path.Combine(home, "data"), binaries, user);
        await files.PrepareAsync(password, durable: false, default);

        var port = FreePort.Next();
        var server = TestProcess.Start(
            files.Server(port, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB", "max_wal_size=256MB"),
            deleteAtEnd: home
        );
        var connection = ServerConnection.To(port, password, "postgres");
        await WaitUntilItAcceptsAsync(new(connection, "the tests' PostgreSQL"), server);
        return new(connection);
    }

    private static async Task<string> TemporaryDirectoryAsync(UnprivilegedUser? user)
    {
        foreach (var parent in new[] { Path.GetTempPath(), "/tmp", "/var/tmp" })
        {
            if (user is null || await user.CanReachAsync(parent, default))
            {
                return parent;
            }
        }

        throw new InvalidOperationException($"No temporary directory can be entered by {user!.Name}, as whom PostgreSQL runs.");
    }

    private static async Task WaitUntilItAcceptsAsync(ServerConnection connection, TestProcess server)
    {
        while (!await connection.AcceptsAsync(default))
        {
            if (server.HasExited)
            {
                throw new InvalidOperationException($"PostgreSQL ended at once: {server.Output}");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, default);
        }
    }
}
