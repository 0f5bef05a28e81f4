using System.Text.Json;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Stats.Tests.Jobs;
using Waypost.Testing;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Tests.Analysis;

public sealed class AnalysisJobTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    private readonly TestJobQueue queue = new(shop.ConnectionString);

    public async ValueTask InitializeAsync() =>
        await shop.ExecuteAsync(
            """
            truncate exposures, events, jobs;
            insert into exposures select 7, 'u' || g, timestamptz '2026-03-02Z', g % 2 = 0 from generate_series(1, 300) as g;
            insert into events select 'u' || g, timestamptz '2026-03-03Z', 'x', g from generate_series(1, 300) as g;
            """
        );

    public ValueTask DisposeAsync() => queue.DisposeAsync();

    private static AnalysisRequest Request(AnalyticsSource source) =>
        TestRequest.For(
            source,
            TestRequest.Metric("one", MetricType.Revenue, "select user_id, timestamp, value from events"),
            TestRequest.Metric("two", MetricType.Binomial, "select user_id, timestamp from events where value > 100")
        );

    private Task<long> AddAsync(AnalysisRequest request) =>
        queue.AddAsync(
            JobKinds.Analysis,
            JsonSerializer.Serialize(request, ExperimentsJson.Default.AnalysisRequest).Replace("'", "''", StringComparison.Ordinal)
        );

    [Fact]
    public async Task The_stored_result_deserializes_to_the_same_JSON()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var id = await AddAsync(Request(shop.Source(worker)));

        await queue.UntilAsync(id, JobStatus.Succeeded);

        var text = (await queue.TextAsync(id, "result"))!;
        var result = JsonSerializer.Deserialize(text, ExperimentsJson.Default.AnalysisResult)!;
        Assert.Equal(2, result.Metrics.Count);
        Assert.True(
            JsonElement.DeepEquals(
                JsonElement.Parse(text),
                JsonSerializer.SerializeToElement(result, ExperimentsJson.Default.AnalysisResult)
            )
        );
        Assert.DoesNotContain(ShopDatabase.Password, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_connection_fails_the_job_with_the_reason()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var id = await AddAsync(Request(shop.Source(worker) with { Database = "gone" }));
        var other = await AddAsync(Request(shop.Source(worker)));

        await queue.UntilAsync(id, JobStatus.Failed);
        await queue.UntilAsync(other, JobStatus.Succeeded);

        Assert.Equal("The server has no database gone.", await queue.TextAsync(id, "error"));
    }

    [Fact]
    public async Task A_failed_exposures_query_fails_the_job_with_PostgreSQLs_message()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var id = await AddAsync(Request(shop.Source(worker, "select * from nowhere")));

        await queue.UntilAsync(id, JobStatus.Failed);

        Assert.Contains("relation \"nowhere\" does not exist", await queue.TextAsync(id, "error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_publishes_its_progress_and_stops_when_cancelled()
    {
        await using var blocker = await BlockEventsAsync();
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var id = await AddAsync(Request(shop.Source(worker)));

        await Eventually.IsTrueAsync(async () =>
            (await queue.TextAsync(id, "progress"))?.Contains("one", StringComparison.Ordinal) is true
        );
        Assert.Equal("3", await queue.TextAsync(id, "progress ->> 'total'"));
        await queue.CancelAsync(id);

        await Eventually.IsTrueAsync(async () =>
            await shop.ScalarAsync(
                $"select count(*) from pg_stat_activity where usename = '{ShopDatabase.Reader}' and datname = current_database()"
            )
                is 0L
        );
        Assert.Equal(JobStatus.Cancelled, await queue.StatusAsync(id));
        Assert.Null(await queue.TextAsync(id, "result"));
    }

    /// <summary>With real processes, because a killed process cannot clean up.</summary>
    [Fact]
    [Trait("Fault", "18")]
    public async Task Another_worker_finishes_the_job_of_a_killed_one_once()
    {
        await using var manager = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var request = Request(shop.Source(manager));
        var expected = await manager.AnalyseAsync(request);
        await manager.DisposeAsync();
        var blocker = await BlockEventsAsync();
        await using var first = Start();
        var id = await AddAsync(request);
        await Eventually.IsTrueAsync(async () =>
            (await queue.TextAsync(id, "progress"))?.Contains("one", StringComparison.Ordinal) is true
        );

        await first.KillAsync();
        await blocker.DisposeAsync();
        await using var second = Start();
        await queue.UntilAsync(id, JobStatus.Succeeded);
        await second.KillAsync();

        Assert.Equal(("2", "2"), (await queue.TextAsync(id, "attempts"), await queue.TextAsync(id, "fencing_token")));
        Assert.Equal(1L, await shop.ScalarAsync("select count(*) from jobs"));
        var result = JsonSerializer.Deserialize((await queue.TextAsync(id, "result"))!, ExperimentsJson.Default.AnalysisResult)!;
        Assert.All(result.Metrics, metric => Assert.NotNull(metric.Comparisons[0].PValue));
        Assert.Equal(
            expected.Metrics.Select(metric => metric.Comparisons[0].PValue),
            result.Metrics.Select(metric => metric.Comparisons[0].PValue)
        );
    }

    private TestProcess Start() =>
        TestProcess.StartDotnet(
            "Waypost.Stats.dll",
            new Dictionary<string, string?>
            {
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["ConnectionStrings__waypostdb"] = shop.ConnectionString,
                ["Waypost__WebhookSecret"] = StatsWorkerHost.SecretText,
                ["Waypost__DataProtectionSecret"] = StatsWorkerHost.KeyRingSecret,
                ["Waypost__Stats__AllowPrivateNetworks"] = "true",
                ["Waypost__Stats__Lease"] = "00:00:03",
                ["Waypost__Stats__Heartbeat"] = "00:00:01",
                ["Waypost__Stats__Poll"] = "00:00:00.200",
            }
        );

    /// <summary>Blocks all readers of events until disposed.</summary>
    private async Task<IAsyncDisposable> BlockEventsAsync()
    {
        var connection = new Npgsql.NpgsqlConnection(
            new Npgsql.NpgsqlConnectionStringBuilder(shop.ConnectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await new Npgsql.NpgsqlCommand("begin; lock table events in access exclusive mode", connection).ExecuteNonQueryAsync(
            TestContext.Current.CancellationToken
        );
        return connection;
    }
}
