using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Waypost.Testing;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Tests.Jobs;

public sealed class DatabaseOutageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_without_the_table_waits_and_reports_it()
    {
        await using var empty = new FreshDatabase();
        await empty.InitializeAsync();
        await using var queue = new TestJobQueue(empty.ConnectionString);
        await using var worker = await JobWorkerHost.StartAsync(
            empty.ConnectionString,
            [TestJobHandler.Returning("a", "1")],
            ("Poll", "00:00:00.020")
        );

        await Eventually.IsTrueAsync(async () =>
            Description(await worker.JobsHealthAsync()).Contains("table 'jobs'", StringComparison.Ordinal)
        );
        Assert.Equal("degraded", (await worker.HealthAsync()).GetProperty("status").GetString());

        await queue.ExecuteAsync(JobsDatabase.Table);
        await queue.UntilAsync(await queue.AddAsync("a"), JobStatus.Succeeded);
        await worker.UntilHealthAsync("healthy");
    }

    [Fact]
    public async Task The_health_report_of_an_unavailable_database_contains_no_host_user_or_password()
    {
        await using var worker = await JobWorkerHost.StartAsync(
            "Host=db.hidden.invalid;Database=waypostdb;Username=hiddenuser;Password=hush;Timeout=1",
            [TestJobHandler.Returning("a", "1")],
            ("Poll", "00:00:00.020")
        );
        await worker.UntilHealthAsync("unhealthy");

        var health = await worker.HealthAsync();

        Assert.Equal("unhealthy", health.GetProperty("checks").GetProperty("PostgreSql").GetProperty("status").GetString());
        Assert.DoesNotMatch("hidden|hush", health.GetRawText());
    }

    [Fact]
    public async Task The_connection_has_an_application_name_and_a_keep_alive()
    {
        await using var worker = JobWorkerHost.Build("Host=localhost;Database=waypostdb", []);

        var settings = new NpgsqlConnectionStringBuilder(worker.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString);

        Assert.Equal(("waypost-stats", 15), (settings.ApplicationName, settings.KeepAlive));
    }

    [Fact]
    public async Task A_result_computed_during_an_outage_is_written_afterwards()
    {
        await using var database = new JobsDatabase();
        await database.InitializeAsync();
        await using var queue = new TestJobQueue(database.ConnectionString);
        var gate = new TaskCompletionSource<string>();
        var handler = TestJobHandler.Gated("a", gate.Task);
        await using var worker = await JobWorkerHost.StartAsync(database.ConnectionString, [handler], ("Poll", "00:00:00.020"));
        var id = await queue.AddAsync("a");
        await handler.Started;

        await DisconnectAsync(database);
        await worker.UntilHealthAsync("unhealthy");
        gate.SetResult("\"kept\"");
        await ReconnectAsync(database);
        await worker.UntilHealthAsync("healthy");
        await queue.UntilAsync(id, JobStatus.Succeeded);

        Assert.Equal("\"kept\"", await queue.TextAsync(id, "result"));
        Assert.Equal("1", await queue.TextAsync(id, "attempts"));
    }

    [Fact]
    public async Task Jobs_queued_after_an_outage_are_run()
    {
        await using var database = new JobsDatabase();
        await database.InitializeAsync();
        await using var queue = new TestJobQueue(database.ConnectionString);
        await using var worker = await JobWorkerHost.StartAsync(
            database.ConnectionString,
            [TestJobHandler.Returning("a", "1")],
            ("Poll", "00:00:00.020")
        );
        await worker.UntilHealthAsync("healthy");

        await DisconnectAsync(database);
        await worker.UntilHealthAsync("unhealthy");
        await ReconnectAsync(database);
        await worker.UntilHealthAsync("healthy");

        await queue.UntilAsync(await queue.AddAsync("a"), JobStatus.Succeeded);
    }

    private static string Description(JsonElement check) => check.GetProperty("description").GetString()!;

    private static async Task DisconnectAsync(FreshDatabase database)
    {
        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
        await database.Server.ExecuteAsync($"alter database {name} allow_connections false", Token);
        await database.Server.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'", Token);
    }

    private static Task ReconnectAsync(FreshDatabase database) =>
        database.Server.ExecuteAsync(
            $"alter database {new NpgsqlConnectionStringBuilder(database.ConnectionString).Database} allow_connections true",
            Token
        );
}
