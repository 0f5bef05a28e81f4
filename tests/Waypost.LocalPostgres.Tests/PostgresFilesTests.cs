using Npgsql;
using Waypost.Testing;

namespace Waypost.LocalPostgres.Tests;

/// <summary>With a real server on its own files.</summary>
public sealed class PostgresFilesTests : IAsyncLifetime
{
    private const string Password = "x' \"y";

    private readonly TemporaryDirectory home = new();
    private readonly int port = FreePort.Next();
    private PostgresFiles files = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Directory => home.File("postgres");

    public async ValueTask InitializeAsync()
    {
        var user = await UnprivilegedUser.ForPostgresAsync(Cancellation);
        var binaries = await PostgresSources.Default.FindAsync(Directory, home.Path, user, static _ => { }, Cancellation);
        files = new(Directory, binaries!, user);
    }

    public ValueTask DisposeAsync()
    {
        home.Dispose();
        return default;
    }

    [Fact]
    public async Task Data_is_available_after_a_restart()
    {
        await files.PrepareAsync(Password, durable: false, Cancellation);
        await using (await StartAsync())
        {
            await Connection("waypostdb").EnsureDatabaseAsync(Cancellation);
            await ExecuteAsync("create table data as select 42 as answer");
        }

        await files.PrepareAsync(Password, durable: false, Cancellation);
        await using var again = await StartAsync();
        await Connection("waypostdb").EnsureDatabaseAsync(Cancellation);

        Assert.Equal(42, await ExecuteAsync("select answer from data"));
        Assert.DoesNotContain("does not exist", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_server_can_be_started_on_the_same_files()
    {
        await files.PrepareAsync(Password, durable: false, Cancellation);
        await using var killed = await StartAsync();
        await Connection("waypostdb").EnsureDatabaseAsync(Cancellation);
        await ExecuteAsync("create table data (id int)");

        killed.Send(Signal.Kill);
        await killed.WaitForExitAsync(Cancellation);
        await files.PrepareAsync(Password, durable: false, Cancellation);
        await using var next = await StartAsync();

        Assert.Null(await ExecuteAsync("insert into data values (1)"));
    }

    [Fact]
    public async Task A_server_that_was_left_running_is_stopped_before_the_next_one_starts()
    {
        await files.PrepareAsync(Password, durable: false, Cancellation);
        await using var left = await StartAsync();

        await files.PrepareAsync(Password, durable: false, Cancellation);

        Assert.Equal(0, await left.WaitForExitAsync(Cancellation));
        Assert.False(File.Exists(Path.Combine(Directory, "postmaster.pid")));
    }

    [Fact]
    public async Task A_lock_file_with_the_process_id_of_another_program_is_removed()
    {
        await files.PrepareAsync(Password, durable: false, Cancellation);
        File.WriteAllText(Path.Combine(Directory, "postmaster.pid"), $"{Environment.ProcessId}\n{Directory}\n");

        await files.PrepareAsync(Password, durable: false, Cancellation);

        await using var started = await StartAsync();
    }

    [Fact]
    public async Task The_lock_file_of_a_dead_server_is_kept_for_PostgreSQL()
    {
        await files.PrepareAsync(Password, durable: false, Cancellation);
        var lockFile = Path.Combine(Directory, "postmaster.pid");
        await using (var dead = await StartAsync())
        {
            dead.Send(Signal.Kill);
            await dead.WaitForExitAsync(Cancellation);
        }

        await files.PrepareAsync(Password, durable: false, Cancellation);

        Assert.True(File.Exists(lockFile));
    }

    [Fact]
    public async Task Files_of_another_major_version_are_refused_in_one_sentence()
    {
        System.IO.Directory.CreateDirectory(Directory);
        File.WriteAllText(Path.Combine(Directory, "PG_VERSION"), "99\n");

        var fault = await Assert.ThrowsAsync<StartException>(() =>
            PostgresSources.Default.FindAsync(Directory, home.Path, null, static _ => { }, Cancellation)
        );

        var sentence = Assert.Single(fault.Sentences);
        Assert.StartsWith($"The database files in {Directory} were written by PostgreSQL 99, and only PostgreSQL ", sentence);
        Assert.Contains("install PostgreSQL 99, or delete", sentence);
    }

    [Fact]
    public async Task A_directory_with_other_files_is_refused_and_not_changed()
    {
        System.IO.Directory.CreateDirectory(Directory);
        File.WriteAllText(Path.Combine(Directory, "diary.txt"), "");

        var fault = await Assert.ThrowsAsync<StartException>(() => files.PrepareAsync(Password, durable: false, Cancellation));

        Assert.Contains("PG_VERSION is missing", fault.Message);
        Assert.True(File.Exists(Path.Combine(Directory, "diary.txt")));
    }

    [Fact]
    public async Task A_first_start_succeeds_after_an_interrupted_one()
    {
        System.IO.Directory.CreateDirectory(Directory + ".new");
        File.WriteAllText(Path.Combine(Directory + ".new", "PG_VERSION"), "15\n");

        await files.PrepareAsync(Password, durable: false, Cancellation);

        Assert.Equal(["postgres"], System.IO.Directory.GetFileSystemEntries(home.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_failing_initdb_leaves_no_files_and_reveals_no_password()
    {
        // The program does not exist, so initdb fails on every platform.
        var broken = files.Binaries with
        {
            Directory = home.File("no-such-place"),
        };
        var fault = await Assert.ThrowsAnyAsync<Exception>(() =>
            new PostgresFiles(Directory, broken, null).PrepareAsync(Password, durable: false, Cancellation)
        );

        Assert.DoesNotContain(Password, fault.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(Directory + ".password"));
        Assert.Null(PostgresFiles.MajorOf(Directory));
    }

    private async Task<TestProcess> StartAsync()
    {
        var server = TestProcess.Start(files.ServerCommand(port));
        await Eventually.IsTrueAsync(async () => server.HasExited || await Connection("postgres").AcceptsConnectionsAsync(Cancellation));
        Assert.False(server.HasExited, server.Output);
        return server;
    }

    private ServerConnection Connection(string database) => new(ServerConnection.ConnectionStringFor(port, Password, database), "the test");

    private async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(
            ServerConnection.ConnectionStringFor(port, Password, "waypostdb") + ";Pooling=false"
        );
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
