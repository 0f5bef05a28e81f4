using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Stats.Tests.Analysis;
using Waypost.Stats.Tests.AnalyticsDatabase;

namespace Waypost.Stats.Tests.Queries;

/// <summary>
/// Placeholders have the type of the column they are compared with, so that a query delivers its window whatever the column's type and
/// the database's time zone.
/// </summary>
public sealed class PlaceholderTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    private static readonly QueryWindow window = new(TestRequest.At("2026-03-01 09:00"), TestRequest.At("2026-03-15 14:30"));

    /// <summary>Two events around each boundary, one in the middle, and two on other days, in a database of another time zone.</summary>
    public async ValueTask InitializeAsync() =>
        await shop.ExecuteAsync(
            """
            create table if not exists times (name text, tz timestamptz, ts timestamp, day date);
            truncate times;
            insert into times select name, at, at at time zone 'UTC', (at at time zone 'UTC')::date
            from (values ('day before', timestamptz '2026-02-28 23:59Z'), ('before', '2026-03-01 08:59:59.999999Z'),
              ('start', '2026-03-01 09:00Z'), ('middle', '2026-03-08 00:00Z'), ('last', '2026-03-15 14:29:59.999999Z'),
              ('end', '2026-03-15 14:30Z'), ('day after', '2026-03-16 00:00Z')) as v(name, at);
            do $$ begin execute format('alter database %I set timezone = ''America/New_York''', current_database()); end $$;
            """
        );

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<IReadOnlyList<string>> NamesAsync(string sql)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        await using var session = await worker.Sessions.BeginAsync(shop.Source(worker), TestContext.Current.CancellationToken);
        var query = await ReadAsync(session, sql);
        var rows = await session.RunAsync(
            "preview",
            $"select q.name from {query.As("q")} order by 1",
            row => row.GetString(0),
            TimeSpan.FromSeconds(30),
            TestContext.Current.CancellationToken
        );
        // People can run what is shown, and get the same.
        var shown = await shop.ScalarAsync($"select string_agg(q.name, ',' order by q.name) from {BoundSql.Show(query.As("q"))}");
        Assert.Equal(string.Join(',', rows), shown);
        return rows;
    }

    private static Task<CustomerQuery> ReadAsync(AnalyticsSession session, string sql) =>
        CustomerQuery.ReadAsync(session, sql, window, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("select name from times where tz >= {{start}} and tz < {{end}}")]
    [InlineData("select name from times where ts >= {{start}} and ts < {{end}}")]
    [InlineData("select name from times where ts >= {{START}}::timestamp and {{ end }} > ts;")]
    [InlineData("select name from times where tz>={{start}}and tz<{{end}}")]
    [InlineData("select name from times where not (tz < {{start}}) and {{start}} <= {{end}} and ts < {{end}}")]
    [InlineData("with a as (select * from times where ts >= {{start}}), b as (select * from a where tz < {{end}}) select name from b")]
    [InlineData("select name from times where tz >= {{start}} + interval '1 day' - interval '1 day' and tz < {{end}}")]
    [InlineData("select name from times where extract(epoch from tz) >= extract(epoch from {{start}}) and tz < {{end}} -- end")]
    [InlineData("select name from times where tz >= date_trunc('minute', {{start}}) and ts < date_trunc('minute', {{end}}::timestamp)")]
    public async Task A_query_delivers_its_window(string query) => Assert.Equal(["last", "middle", "start"], await NamesAsync(query));

    [Theory]
    [InlineData("select name from times where day >= {{start}} and day < {{end}}")]
    [InlineData("select name from times where day >= {{start}}::date and day < cast({{end}} as date)")]
    [InlineData("select name from times where (ts)::date >= {{start}} and (tz at time zone 'UTC')::date < {{end}}")]
    public async Task Dates_are_delivered_from_the_first_day_to_the_last(string query) =>
        Assert.Equal(["before", "end", "last", "middle", "start"], await NamesAsync(query));

    [Theory]
    [InlineData("where t.tz >= {{start}} and t.tz < {{end}}", "timestamptz '2026-03-01 09:00:00+00'")]
    [InlineData("where t.ts >= {{start}} and t.ts < {{end}}", "timestamp '2026-03-01 09:00:00'")]
    [InlineData("where t.day >= {{start}} and t.day < {{end}}", "date '2026-03-01'")]
    [InlineData("where t.tz >= {{start}} - interval '1 day'", "timestamptz '2026-03-01 09:00:00+00'")]
    [InlineData("where t.tz = {{start}} or t.day = {{start}}", "date '2026-03-01'")]
    public async Task The_value_has_the_type_of_the_column(string where, string literal)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        await using var session = await worker.Sessions.BeginAsync(shop.Source(worker), TestContext.Current.CancellationToken);

        var query = await ReadAsync(session, $"select t.name from times t {where}");

        Assert.Contains(literal, BoundSql.Show(query.Sql), StringComparison.Ordinal);
        Assert.DoesNotContain("{{", BoundSql.Show(query.Sql), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PostgreSQLs_message_is_reported_where_no_type_fits()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        await using var session = await worker.Sessions.BeginAsync(shop.Source(worker), TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<AnalyticsDatabaseException>(() =>
            ReadAsync(session, "select name from times where length(name) >= {{start}}")
        );

        Assert.Contains("integer >= timestamp with time zone", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_calculation_on_a_column_without_time_zone_is_a_warning()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        async Task<string[]> WarningsAsync(string where)
        {
            var query = $"select name as user_id, ts as timestamp from times where {where}";
            var report = await Checks.WorkerRequests.PreviewAsync(
                worker,
                shop.Source(worker),
                TestRequest.Metric("m", Wire.Experiments.MetricType.Binomial, query).Definition
            );
            Assert.True(report.Ok, report.Query.Message);
            return [.. report.Query.Warnings.Select(warning => warning.Code).Where(code => code != "no-rows")];
        }

        Assert.Equal(["placeholder-time-zone"], await WarningsAsync("ts >= {{start}} - interval '1 day'"));
        Assert.Empty(await WarningsAsync("ts >= {{start}}::timestamp - interval '1 day'"));
        Assert.Empty(await WarningsAsync("ts >= {{start}}"));
    }
}
