using System.Collections.Concurrent;
using Npgsql;
using Waypost.LocalHost.Parts;
using Waypost.LocalHost.Postgres;
using Waypost.LocalHost.Processes;
using Waypost.Testing;

namespace Waypost.LocalHost.Tests;

/// <summary>A server of its own, as LocalHost runs it.</summary>
public sealed class PostgresTests : IAsyncLifetime
{
    private const string Password = "x' \"y";

    private readonly ConcurrentQueue<string> lines = [];
    private readonly int port = FreePort.Next();
    private readonly Watchdog watchdog = Watchdog.Start();
    private string home = "";
    private UnprivilegedUser? user;
    private Cluster cluster = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Files => Path.Combine(home, "postgres");

    public async ValueTask InitializeAsync()
    {
        home = Directory.CreateTempSubdirectory("waypost-cluster-").FullName;
        user = await UnprivilegedUser.ForPostgresAsync(Cancellation);
        if (user is not null)
        {
            await user.OwnAsync(home, Cancellation); // temporary directories are for their maker alone
        }

        var binaries = await PostgresSources.OfThisMachine.BinariesAsync(Files, home, user, static _ => { }, Cancellation);
        cluster = new(Files, binaries!, user);
    }

    public ValueTask DisposeAsync()
    {
        watchdog.DeleteAtEnd(home);
        watchdog.Dispose();
        return default;
    }

    [Fact]
    public async Task What_was_written_is_there_after_a_stop_and_a_start()
    {
        await cluster.PrepareAsync(Password, durable: false, Cancellation);
        await RunAsync(async () =>
        {
            await Connection("waypostdb").EnsureDatabaseAsync(Cancellation);
            await ExecuteAsync("create table kept as select 42 as answer");
        });

        await cluster.PrepareAsync(Password, durable: false, Cancellation);
        var answer = 0;
        await RunAsync(async () =>
        {
            await Connection("waypostdb").EnsureDatabaseAsync(Cancellation);
            answer = (int)(await ExecuteAsync("select answer from kept"))!;
        });

        Assert.Equal(42, answer);
        Assert.DoesNotContain(lines, l => l.Contains("does not exist", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Killed_it_is_started_again_on_the_same_files()
    {
        await cluster.PrepareAsync(Password, durable: false, Cancellation);
        using var processes = new ProcessList(home);
        await using var crew = Crew(processes);
        await crew.StartServerAsync(Part(), Cancellation);
        await Connection("waypostdb").EnsureDatabaseAsync(Cancellation);
        await ExecuteAsync("create table kept (id int)");
        var killed = ProcessList.LeftIn(home).Single().Pid;

        Signals.Send(killed, Signal.Kill);
        while (ProcessList.LeftIn(home) is not [var next] || next.Pid == killed || !await Connection("waypostdb").AcceptsAsync(Cancellation))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        }

        Assert.Null(await ExecuteAsync("insert into kept values (1)"));
    }

    [Fact]
    public async Task A_server_left_running_on_the_files_is_ended_before_the_next_one_starts()
    {
        await cluster.PrepareAsync(Password, durable: false, Cancellation);
        var left = RunningProcess.Start(cluster.Server(port), lines.Enqueue, watchdog);
        while (!await Connection("postgres").AcceptsAsync(Cancellation))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        }

        await cluster.PrepareAsync(Password, durable: false, Cancellation);

        Assert.Equal(0, await left.Exited.WaitAsync(Cancellation));
        Assert.False(File.Exists(Path.Combine(Files, "postmaster.pid")));
    }

    [Fact]
    public async Task A_left_over_lock_file_that_names_somebody_elses_process_keeps_nothing_from_starting()
    {
        await cluster.PrepareAsync(Password, durable: false, Cancellation);
        File.WriteAllText(Path.Combine(Files, "postmaster.pid"), $"{Environment.ProcessId}\n{Files}\n");

        await cluster.PrepareAsync(Password, durable: false, Cancellation);

        await RunAsync(() => Task.CompletedTask);
    }

    [Fact]
    public async Task Files_of_another_major_version_are_refused_in_one_sentence()
    {
        Directory.CreateDirectory(Files);
        File.WriteAllText(Path.Combine(Files, "PG_VERSION"), "99\n");

        var fault = await Assert.ThrowsAsync<StartFault>(() => PostgresSources.OfThisMachine.BinariesAsync(Files, home, user, lines.Enqueue, Cancellation));

        var sentence = Assert.Single(fault.Sentences);
        Assert.StartsWith($"The database files in {Files} were written by PostgreSQL 99, and only PostgreSQL ", sentence);
        Assert.Contains("install PostgreSQL 99, or delete", sentence);
    }

    [Fact]
    public async Task Something_else_in_its_directory_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(Files);
        File.WriteAllText(Path.Combine(Files, "diary.txt"), "");

        var fault = await Assert.ThrowsAsync<StartFault>(() => cluster.PrepareAsync(Password, durable: false, Cancellation));

        Assert.Contains("PG_VERSION is missing", fault.Message);
        Assert.True(File.Exists(Path.Combine(Files, "diary.txt")));
    }

    [Fact]
    public async Task An_interrupted_first_start_leaves_nothing_in_the_way_of_the_next()
    {
        Directory.CreateDirectory(Files + ".new");
        File.WriteAllText(Path.Combine(Files + ".new", "PG_VERSION"), "15\n");

        await cluster.PrepareAsync(Password, durable: false, Cancellation);

        Assert.Equal(["postgres"], Directory.GetFileSystemEntries(home).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_server_that_cannot_start_ends_the_start()
    {
        await cluster.PrepareAsync(Password, durable: false, Cancellation);
        File.AppendAllText(Path.Combine(Files, "postgresql.conf"), "\nno_such_setting = 1\n");
        using var processes = new ProcessList(home);
        await using var crew = Crew(processes);

        var fault = await Assert.ThrowsAsync<StartFault>(() => crew.StartServerAsync(Part(), Cancellation));

        Assert.StartsWith("postgres ended 4 times before it was healthy (exit code 1)", fault.Message);
        Assert.Contains(lines, l => l.Contains("no_such_setting", StringComparison.Ordinal));
    }

    private async Task RunAsync(Func<Task> meanwhile)
    {
        using var processes = new ProcessList(home);
        await using var crew = Crew(processes);
        await crew.StartServerAsync(Part(), Cancellation);
        await meanwhile();
    }

    private Crew Crew(ProcessList processes) => new(part => RunningProcess.Start(part.Launch, lines.Enqueue, watchdog), processes, lines.Enqueue, TimeProvider.System);

    private Part Part() => new("postgres", "postgresql://127.0.0.1", cluster.Server(port), Connection("postgres").AcceptsAsync);

    private ServerConnection Connection(string database) => new(ServerConnection.To(port, Password, database));

    private async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ServerConnection.To(port, Password, "waypostdb") + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
