using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Waypost.Testing;

namespace Waypost.Stats.Tests.Jobs;

public sealed class TheDatabaseComesAndGoes
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_waits_for_the_table_and_says_so()
    {
        await using var empty = new FreshDatabase();
        await empty.InitializeAsync();
        await using var queue = new Queue(empty.ConnectionString);
        await using var worker = await Worker.StartAsync(empty.ConnectionString, [Handler.Returning("a", "1")], ("Poll", "00:00:00.020"));

        await Eventually.IsTrueAsync(async () =>
            Description(await worker.JobsHealthAsync()).Contains("table jobs", StringComparison.Ordinal)
        );
        Assert.Equal("degraded", (await worker.HealthAsync()).GetProperty("status").GetString());

        await queue.ExecuteAsync(JobsDatabase.Table);
        await queue.UntilAsync(await queue.AddAsync("a"), "succeeded");
        await worker.UntilHealthAsync("healthy");
    }

    [Fact]
    public async Task What_health_tells_of_a_database_that_is_away_names_no_host_no_user_and_no_password()
    {
        await using var worker = await Worker.StartAsync(
            "Host=db.hidden.invalid;Database=waypostdb;Username=hiddenuser;Password=hush;Timeout=1",
            [Handler.Returning("a", "1")],
            ("Poll", "00:00:00.020")
        );
        await worker.UntilHealthAsync("unhealthy");

        var health = await worker.HealthAsync();

        Assert.Equal("unhealthy", health.GetProperty("checks").GetProperty("PostgreSql").GetProperty("status").GetString());
        Assert.DoesNotMatch("hidden|hush", health.GetRawText());
    }

    [Fact]
    public async Task The_servers_list_of_connections_says_whose_they_are_and_silent_peers_are_noticed()
    {
        await using var worker = Worker.Build("Host=localhost;Database=waypostdb", []);

        var settings = new NpgsqlConnectionStringBuilder(worker.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString);

        Assert.Equal(("waypost-stats", 15), (settings.ApplicationName, settings.KeepAlive));
    }

    [Fact]
    public async Task A_result_worked_out_during_an_outage_is_written_when_the_database_is_back()
    {
        await using var database = new JobsDatabase();
        await database.InitializeAsync();
        await using var queue = new Queue(database.ConnectionString);
        var gate = new TaskCompletionSource<string>();
        var handler = Handler.Gated("a", gate.Task);
        await using var worker = await Worker.StartAsync(database.ConnectionString, [handler], ("Poll", "00:00:00.020"));
        var id = await queue.AddAsync("a");
        await handler.Started;

        await AwayAsync(database);
        await worker.UntilHealthAsync("unhealthy");
        gate.SetResult("\"kept\"");
        await BackAsync(database);
        await worker.UntilHealthAsync("healthy");
        await queue.UntilAsync(id, "succeeded");

        Assert.Equal("\"kept\"", await queue.TextAsync(id, "result"));
        Assert.Equal("1", await queue.TextAsync(id, "attempts"));
    }

    [Fact]
    public async Task Jobs_queued_after_an_outage_are_taken()
    {
        await using var database = new JobsDatabase();
        await database.InitializeAsync();
        await using var queue = new Queue(database.ConnectionString);
        await using var worker = await Worker.StartAsync(
            database.ConnectionString,
            [Handler.Returning("a", "1")],
            ("Poll", "00:00:00.020")
        );
        await worker.UntilHealthAsync("healthy");

        await AwayAsync(database);
        await worker.UntilHealthAsync("unhealthy");
        await BackAsync(database);
        await worker.UntilHealthAsync("healthy");

        await queue.UntilAsync(await queue.AddAsync("a"), "succeeded");
    }

    private static string Description(JsonElement check) => check.GetProperty("description").GetString()!;

    private static async Task AwayAsync(FreshDatabase database)
    {
        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
        await database.Server.ExecuteAsync($"alter database {name} allow_connections false", Token);
        await database.Server.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'", Token);
    }

    private static Task BackAsync(FreshDatabase database) =>
        database.Server.ExecuteAsync(
            $"alter database {new NpgsqlConnectionStringBuilder(database.ConnectionString).Database} allow_connections true",
            Token
        );
}
