using Waypost.Stats.Tests.Analysis;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Checks;

/// <summary>A preview says what a query costs with and without its window, and which index would help.</summary>
public sealed class QueryEstimateTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    private const string Window = "timestamp >= {{start}} and timestamp < {{end}}";

    /// <summary>400 days of events, more than 8 MB, and a copy as small as a draft.</summary>
    public async ValueTask InitializeAsync() =>
        await shop.ExecuteAsync(
            """
            drop table if exists few, parts, moments;
            truncate exposures, events;
            insert into events select 'u' || g % 1000, now() - g * interval '3 minutes', 'x', g from generate_series(1, 192000) as g;
            create table few as select * from events limit 1000;
            create table moments as select user_id, timestamp at time zone 'UTC' as "When", timestamp::date as day from events;
            create table parts (like events) partition by range (timestamp);
            create table parts_old partition of parts for values from (minvalue) to ('2020-01-01');
            create table parts_new partition of parts for values from ('2020-01-01') to (maxvalue);
            insert into parts select * from events;
            analyze events, few, moments, parts;
            """
        );

    public async ValueTask DisposeAsync() => await shop.ExecuteAsync("drop index if exists events_timestamp_idx");

    private async Task<QueryEstimate> EstimateAsync(string query)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var report = await worker.PreviewAsync(shop.Source(worker), TestRequest.Metric("m", MetricType.Binomial, query).Definition);
        Assert.True(report.Ok, report.Query.Message);
        return report.Query.Estimate!;
    }

    [Fact]
    public async Task Rows_and_cost_are_those_with_and_without_the_window()
    {
        await shop.ExecuteAsync("create index on events (timestamp)");

        var windowed = await EstimateAsync(
            $"select user_id, max(timestamp) as timestamp from events where {Window} group by user_id, value"
        );
        var whole = await EstimateAsync("select user_id, timestamp from events");

        Assert.InRange(windowed.AllTimes.Rows, 50_000, 192_000);
        Assert.InRange(windowed.Window!.Rows, 5_000, 20_000);
        Assert.InRange(windowed.Window.Cost, 0, windowed.AllTimes.Cost / 3);
        Assert.InRange(whole.AllTimes.Rows, 190_000, 194_000);
        Assert.Null(whole.Window);
        Assert.Null(windowed.Index);
        Assert.Null(whole.Index);
    }

    [Theory]
    [InlineData("select user_id, timestamp from events where " + Window, "public.events (\"timestamp\")")]
    [InlineData("select user_id, timestamp from events", "public.events (\"timestamp\")")]
    [InlineData(
        "with a as materialized (select * from events where name = 'x' and {{end}} > timestamp and {{start}} <= timestamp) "
            + "select user_id, timestamp from a",
        "public.events (\"timestamp\")"
    )]
    [InlineData("select user_id, \"When\" as timestamp from moments m where \"When\" >= {{start}}", "public.moments (\"When\")")]
    [InlineData(
        "select user_id, \"When\" as timestamp from moments where day > date '2020-01-01' and \"When\" >= {{start}}",
        "public.moments (\"When\")"
    )]
    [InlineData("select user_id, \"When\" + interval '0' as timestamp from moments where day >= {{start}}", "public.moments (day)")]
    public async Task A_large_table_without_an_index_gets_one_suggested(string query, string on)
    {
        var estimate = await EstimateAsync(query);

        Assert.Equal($"create index concurrently on {on};", estimate.Index?.Ddl);
        Assert.InRange(estimate.Index!.Without.Cost, 1, double.MaxValue);
    }

    [Fact]
    public async Task An_index_on_a_partitioned_table_is_not_created_concurrently()
    {
        var estimate = await EstimateAsync($"select user_id, timestamp from parts where {Window}");

        Assert.Equal("create index on public.parts (\"timestamp\");", estimate.Index?.Ddl);
        Assert.Null(estimate.Index!.With);
    }

    [Theory]
    [InlineData("select user_id, timestamp from few where " + Window)]
    [InlineData("select user_id, timestamp + interval '0' as timestamp from events where date_trunc('day', timestamp) >= {{start}}")]
    [InlineData("select user_id, timestamp + interval '1 day' as timestamp from events where value > 5")]
    public async Task No_index_is_suggested_where_it_would_not_help(string query) => Assert.Null((await EstimateAsync(query)).Index);

    [Fact]
    public async Task A_hypothetical_index_says_what_it_would_save()
    {
        Assert.SkipUnless(
            await shop.ScalarAsync("select count(*) from pg_available_extensions where name = 'hypopg'") is 1L,
            "PostgreSQL's extension hypopg is not installed."
        );
        await shop.ExecuteAsync("create schema if not exists \"Tools\"; create extension if not exists hypopg schema \"Tools\"");
        const string query = "select user_id, timestamp from events where " + Window;

        var forbidden = (await EstimateAsync(query)).Index!;
        await shop.ExecuteAsync($"grant usage on schema \"Tools\" to {ShopDatabase.Reader}");
        var allowed = (await EstimateAsync(query)).Index!;
        var frequent = await EstimateAsync("select user_id, timestamp from events where value > 150000");

        Assert.Null(forbidden.With);
        Assert.InRange(allowed.With!.Cost, 0, allowed.Without.Cost / 2);
        Assert.Equal(allowed.Without.Rows, allowed.With.Rows, 0.1 * allowed.Without.Rows);
        Assert.Null(frequent.Window);
    }
}
