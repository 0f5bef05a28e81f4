using Microsoft.Extensions.DependencyInjection;
using Waypost.Stats.Analysis;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Tests.Analysis;
using Waypost.Stats.Tests.Checks;
using Waypost.Testing;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.AnalyticsDatabase;

/// <summary>Each test ends by the worker's own time limits; without them it would run into the runner's timeout.</summary>
[Trait("Fault", "15")]
public sealed class UnresponsiveServerTests(ShopDatabase shop) : IClassFixture<ShopDatabase>
{
    private const string Endless =
        "select user_id, timestamp, value from events, (select count(*) as n from generate_series(1, 100000000000)) as s where n > 0";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private int PostgresPort => new Npgsql.NpgsqlConnectionStringBuilder(shop.ConnectionString).Port;

    [Theory]
    [InlineData("Silent")]
    [InlineData("Trickling")]
    public async Task A_server_that_does_not_respond_in_time_is_reported_like_a_missing_one(string mode)
    {
        await using var proxy = new FaultyProxy(PostgresPort, Enum.Parse<FaultyProxy.Mode>(mode));
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString, ("ConnectTimeout", "00:00:01"));

        var silent = await worker.TestAsync(shop.Source(worker) with { Port = proxy.Port });
        var closed = await worker.TestAsync(shop.Source(worker) with { Port = Testing.FreePort.Next() });

        Assert.Equal(CheckCodes.CannotConnect, silent.Credentials.Code);
        Assert.Equal(closed.Credentials.Message, silent.Credentials.Message);
    }

    [Theory]
    [InlineData("Silent")]
    [InlineData("Trickling")]
    public async Task A_query_on_a_server_that_stops_responding_ends_at_its_time_limit(string mode)
    {
        await using var proxy = new FaultyProxy(PostgresPort);
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        await using var session = await worker.Sessions.BeginAsync(shop.Source(worker) with { Port = proxy.Port }, Token);
        proxy.SwitchTo(Enum.Parse<FaultyProxy.Mode>(mode));

        var exception = await Assert.ThrowsAsync<AnalyticsDatabaseException>(() =>
            session.RunAsync("metric", "select repeat('x', 10000)", row => row.GetString(0), TimeSpan.FromSeconds(1), Token)
        );

        Assert.Equal(CheckCodes.QueryTooSlow, exception.Code);
    }

    [Fact]
    public async Task An_endless_query_does_not_affect_the_other_metrics()
    {
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures values (7, 'a', '2026-03-02Z', true);
            insert into events values ('a', '2026-03-03Z', 'x', 1);
            """
        );
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString, ("QueryTimeout", "00:00:01"));

        var result = await worker.AnalyseAsync(
            TestRequest.For(
                shop.Source(worker),
                TestRequest.Metric("endless", MetricType.Count, Endless),
                TestRequest.Metric("fine", MetricType.Count, "select user_id, timestamp from events")
            )
        );

        Assert.Equal(CheckCodes.QueryTooSlow, Assert.Single(result.Metrics[0].Warnings).Code);
        Assert.Equal([0d, 1d], result.Metrics[1].Variants.Select(arm => arm.Sum));
        await Eventually.IsTrueAsync(async () =>
            await shop.ScalarAsync(
                $"select count(*) from pg_stat_activity where usename = '{ShopDatabase.Reader}' and datname = current_database()"
            )
                is 0L
        );
    }

    [Fact]
    public async Task After_a_lost_connection_the_other_metrics_use_a_new_one()
    {
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures values (7, 'a', '2026-03-02Z', true);
            insert into events values ('a', '2026-03-03Z', 'x', 1);
            """
        );
        await using var proxy = new FaultyProxy(PostgresPort);
        await using var worker = await StatsWorkerHost.StartAsync(
            shop.ConnectionString,
            ("QueryTimeout", "00:00:01"),
            ("PreviewTimeout", "00:00:01")
        );
        var request = TestRequest.For(
            shop.Source(worker) with
            {
                Port = proxy.Port,
            },
            TestRequest.Metric("lost", MetricType.Count, "select user_id, timestamp from events where true"),
            TestRequest.Metric("fine", MetricType.Count, "select user_id, timestamp from events")
        );
        var analysis = worker.Services.GetRequiredService<AnalysisJob>();

        var result = await analysis.AnalyseAsync(
            request,
            (_, _, doing) =>
            {
                // Connections that were silenced stay so; new ones work when the proxy is back to normal.
                proxy.SwitchTo(doing == "lost" ? FaultyProxy.Mode.Silent : FaultyProxy.Mode.Normal);
                return Task.CompletedTask;
            },
            Token
        );

        Assert.Equal(CheckCodes.QueryTooSlow, Assert.Single(result.Metrics[0].Warnings).Code);
        Assert.Equal([0d, 1d], result.Metrics[1].Variants.Select(arm => arm.Sum));
    }
}
