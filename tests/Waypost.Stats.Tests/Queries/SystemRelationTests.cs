using Waypost.Stats.Tests.Analysis;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Stats.Tests.Checks;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Queries;

/// <summary>PostgreSQL's own tables cannot be read behind other names either, because its planner says what a query reads.</summary>
[Trait("Fault", "17")]
public sealed class SystemRelationTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() =>
        await shop.ExecuteAsync(
            """
            drop view if exists people, settings, activity, zones, wrapped, tenant_events;
            create view people as select usename::text as user_id, now() as timestamp from pg_user;
            create view settings as select name as user_id, now() as timestamp from pg_settings;
            create view activity as select usename::text as user_id, backend_start as timestamp from pg_stat_activity;
            create view zones as select a as user_id, now() as timestamp
              from rows from (pg_timezone_abbrevs(), generate_series(1, 2)) as x(a, o, d, n);
            create view wrapped as select user_id, timestamp from people where user_id like 'a%';
            create view tenant_events as select user_id, timestamp from events
              where coalesce(current_setting('shop.tenant', true), '') = '';
            do $$ begin execute format('alter database %I set search_path = public, information_schema', current_database()); end $$;
            """
        );

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("select * from people", "pg_catalog.pg_")]
    [InlineData("select * from settings", "pg_catalog.pg_show_all_settings")]
    [InlineData("select * from activity", "pg_catalog.pg_")]
    [InlineData("select * from zones", "pg_timezone_abbrevs")]
    [InlineData("select * from wrapped", "pg_catalog.pg_")]
    [InlineData("select table_name::text as user_id, now() as timestamp from tables", "pg_catalog.pg_")]
    [InlineData("with p as materialized (select * from people) select * from p", "pg_catalog.pg_")]
    [InlineData("select user_id, timestamp, (select max(user_id) from people) as name from events", "pg_catalog.pg_")]
    [InlineData("select user_id, timestamp from events where exists (select 1 from people p where p.user_id = name)", "pg_catalog.pg_")]
    [InlineData("select user_id, timestamp from events where user_id not in (select user_id from people)", "pg_catalog.pg_")]
    [InlineData("select * from people where timestamp >= {{start}}", "pg_catalog.pg_")]
    public async Task A_system_table_behind_another_name_is_refused_by_preview_and_analysis(string query, string named)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var metric = TestRequest.Metric("m", MetricType.Binomial, query);

        var report = await worker.PreviewAsync(shop.Source(worker), metric.Definition);
        var result = await worker.AnalyseAsync(TestRequest.For(shop.Source(worker), metric));

        Assert.False(report.Ok);
        Assert.Equal(CheckCodes.QueryRefused, report.Query.Code);
        Assert.Empty(report.Query.Rows);
        Assert.Contains($"reads {named}", report.Query.Message, StringComparison.Ordinal);
        Assert.Contains("Queries may read only your own tables.", report.Query.Message, StringComparison.Ordinal);
        Assert.Equal(CheckCodes.QueryRefused, Assert.Single(result.Metrics[0].Warnings).Code);
        Assert.Empty(result.Metrics[0].Variants);
    }

    [Fact]
    public async Task An_exposures_query_and_a_denominator_are_refused_as_well()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var exposures = shop.Source(worker, "select 7 as experiment_id, user_id, timestamp, true as treatment from people");
        const string events = "select user_id, timestamp, value from events";
        var ratio = TestRequest
            .Metric("m", MetricType.Revenue, events)
            .With(m => m with { DenominatorQuery = "select user_id, timestamp from people" });

        var connection = await worker.TestAsync(exposures);
        var result = await worker.AnalyseAsync(TestRequest.For(shop.Source(worker), ratio));
        var plan = await worker.PlanAsync(
            new()
            {
                Source = exposures,
                Metric = ratio.Definition,
                Variants = [new("off", 1), new("on", 1)],
                Control = "off",
            }
        );

        Assert.Equal(CheckCodes.QueryRefused, connection.Exposures.Code);
        Assert.Equal(CheckCodes.QueryRefused, Assert.Single(result.Metrics[0].Warnings).Code);
        Assert.Contains(plan.Warnings, warning => warning.Code == CheckCodes.QueryRefused);
    }

    [Theory]
    [InlineData("select user_id, timestamp from tenant_events")]
    [InlineData("select user_id, date_trunc('hour', timestamp) as timestamp from events where timestamp < now()")]
    [InlineData("select g::text as user_id, now() as timestamp from generate_series(1, 3) as g, unnest(array[1, 2]) as n")]
    [InlineData("select e.user_id, e.timestamp from events e cross join lateral jsonb_each_text('{\"pg_user(\": 1}'::jsonb) as j")]
    public async Task Views_of_own_tables_and_ordinary_functions_are_allowed(string query)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var report = await worker.PreviewAsync(shop.Source(worker), TestRequest.Metric("m", MetricType.Binomial, query).Definition);

        Assert.True(report.Ok, report.Query.Message);
    }
}
