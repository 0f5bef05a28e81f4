using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Tests.Analysis;
using Waypost.Stats.Tests.Checks;
using Waypost.Testing;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.AnalyticsDatabase;

/// <summary>Each test ends by the worker's own deadlines; without them it would hang until the runner gives up.</summary>
[Trait("Fault", "15")]
public sealed class ATroubledServer(ShopDatabase shop) : IClassFixture<ShopDatabase>
{
    private const string Endless =
        "select user_id, timestamp, value from events, (select count(*) as n from generate_series(1, 100000000000)) as s where n > 0";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private int PostgresPort => new Npgsql.NpgsqlConnectionStringBuilder(shop.ConnectionString).Port;

    [Theory]
    [InlineData("Silent")]
    [InlineData("Dripping")]
    public async Task A_server_that_does_not_answer_in_time_is_the_same_as_none(string mode)
    {
        await using var wire = new TroubledWire(PostgresPort, Enum.Parse<TroubledWire.Mode>(mode));
        await using var worker = await Worker.StartAsync(shop.ConnectionString, ("ConnectTimeout", "00:00:01"));

        var silent = await worker.TestAsync(shop.Source(worker) with { Port = wire.Port });
        var closed = await worker.TestAsync(shop.Source(worker) with { Port = Testing.FreePort.Next() });

        Assert.Equal(CheckCodes.CannotConnect, silent.Credentials.Code);
        Assert.Equal(closed.Credentials.Message, silent.Credentials.Message);
    }

    [Theory]
    [InlineData("Silent")]
    [InlineData("Dripping")]
    public async Task A_server_that_falls_silent_during_a_query_is_left_at_the_deadline(string mode)
    {
        await using var wire = new TroubledWire(PostgresPort);
        await using var worker = await Worker.StartAsync(shop.ConnectionString);
        await using var session = await worker.Sessions.BeginAsync(shop.Source(worker) with { Port = wire.Port }, Token);
        wire.Becomes(Enum.Parse<TroubledWire.Mode>(mode));

        var fault = await Assert.ThrowsAsync<EventsFault>(() =>
            session.RunAsync("metric", "select repeat('x', 10000)", row => row.GetString(0), TimeSpan.FromSeconds(1), Token)
        );

        Assert.Equal(CheckCodes.QueryTooSlow, fault.Code);
    }

    [Fact]
    public async Task A_query_that_does_not_end_fails_alone()
    {
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures values (7, 'a', '2026-03-02Z', true);
            insert into events values ('a', '2026-03-03Z', 'x', 1);
            """
        );
        await using var worker = await Worker.StartAsync(shop.ConnectionString, ("QueryTimeout", "00:00:01"));

        var result = await worker.AnalyseAsync(
            Ask.For(
                shop.Source(worker),
                Ask.Metric("endless", MetricType.Count, Endless),
                Ask.Metric("fine", MetricType.Count, "select user_id, timestamp from events")
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
    public async Task After_a_dropped_connection_the_other_metrics_run_on_a_new_one()
    {
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures values (7, 'a', '2026-03-02Z', true);
            insert into events values ('a', '2026-03-03Z', 'x', 1);
            """
        );
        await using var wire = new TroubledWire(PostgresPort);
        await using var worker = await Worker.StartAsync(
            shop.ConnectionString,
            ("QueryTimeout", "00:00:01"),
            ("PreviewTimeout", "00:00:01")
        );
        var request = Ask.For(
            shop.Source(worker) with
            {
                Port = wire.Port,
            },
            Ask.Metric("lost", MetricType.Count, "select user_id, timestamp from events where true"),
            Ask.Metric("fine", MetricType.Count, "select user_id, timestamp from events")
        );
        var analysis =
            Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Waypost.Stats.Analysis.AnalysisJob>(
                worker.Services
            );

        var result = await analysis.AnalyseAsync(
            request,
            (_, doing) =>
            {
                // A wire that is silent keeps the connections it has, and passes new ones when it is fine again.
                wire.Becomes(doing == "lost" ? TroubledWire.Mode.Silent : TroubledWire.Mode.Fine);
                return Task.CompletedTask;
            },
            Token
        );

        Assert.Equal(CheckCodes.QueryTooSlow, Assert.Single(result.Metrics[0].Warnings).Code);
        Assert.Equal([0d, 1d], result.Metrics[1].Variants.Select(arm => arm.Sum));
    }
}
