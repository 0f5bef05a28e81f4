using System.Text.Json;
using Waypost.Stats.Tests.Analysis;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Checks;

public sealed class MetricPreviewTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() =>
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into events select 'u' || g, timestamptz '2026-01-01Z' + g * interval '1 hour', 'x',
              case when g % 10 > 0 then g + 0.5 end
              from generate_series(1, 100) as g;
            """
        );

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<MetricReport> PreviewAsync(MetricType type, string query, string? denominator = null)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        return await worker.PreviewAsync(
            shop.Source(worker),
            TestRequest.Metric("m", type, query).Definition with
            {
                DenominatorQuery = denominator,
            }
        );
    }

    [Fact]
    public async Task Twenty_rows_are_returned_as_JSON_values_of_their_types()
    {
        var report = await PreviewAsync(
            MetricType.Revenue,
            "select user_id, timestamp, value, value > 5 as large, value::int as whole, repeat as long, 'NaN'::float8 as odd from "
                + "(select *, string_agg(user_id, '') over () as repeat from events order by timestamp) as e"
        );

        Assert.True(report.Ok, report.Query.Message);
        Assert.Equal(20, report.Query.Rows.Count);
        Assert.Equal(["user_id", "timestamp", "value", "large", "whole", "long", "odd"], report.Query.RowColumns);
        var row = report.Query.Rows[0];
        Assert.Equal(
            [
                JsonValueKind.String,
                JsonValueKind.String,
                JsonValueKind.Number,
                JsonValueKind.False,
                JsonValueKind.Number,
                JsonValueKind.String,
                JsonValueKind.String,
            ],
            row.Select(cell => cell.ValueKind)
        );
        Assert.Equal(1.5, row[2].GetDouble());
        Assert.Equal(200, row[5].GetString()!.Length);
        Assert.Equal(JsonValueKind.Null, report.Query.Rows[9][2].ValueKind);
    }

    [Fact]
    public async Task Each_column_is_checked_separately()
    {
        var report = await PreviewAsync(MetricType.Revenue, "select user_id, timestamp::text as timestamp, value as \"Value\" from events");

        Assert.False(report.Ok);
        Assert.Equal(CheckCodes.ColumnMissing, report.Query.Code);
        Assert.Equal([true, false, false], report.Query.Columns.Where(column => column.Needed).Select(column => column.Ok));
        Assert.Contains("::timestamptz", report.Query.Columns[1].Message, StringComparison.Ordinal);
        Assert.Contains("Value differs in upper and lower case", report.Query.Columns[2].Message, StringComparison.Ordinal);
        Assert.Equal(20, report.Query.Rows.Count);
    }

    [Theory]
    [InlineData("select case when user_id <> 'u7' then user_id end as user_id, timestamp, 1 as value from events", "null-user-ids")]
    [InlineData("select user_id, timestamp + interval '90 years' as timestamp, 1 as value from events", "future-timestamps")]
    [InlineData("select user_id, null::timestamp as timestamp, 1 as value from events", "null-timestamps")]
    [InlineData("select user_id, timestamp, value from events", "null-values")]
    [InlineData("select user_id, timestamp, value from events where false", "no-rows")]
    public async Task Unusual_rows_are_a_warning_and_do_not_fail_the_metric(string query, string code)
    {
        var report = await PreviewAsync(MetricType.Revenue, query);

        Assert.True(report.Ok, report.Query.Message);
        Assert.Equal(code, Assert.Single(report.Query.Warnings).Code);
    }

    [Fact]
    public async Task Infinite_values_fail_the_metric()
    {
        var report = await PreviewAsync(MetricType.Revenue, "select user_id, timestamp, 'Infinity'::float8 as value from events");

        Assert.Equal((false, CheckCodes.BadValue), (report.Ok, report.Query.Code));
    }

    [Fact]
    public async Task A_count_needs_no_value_and_a_duration_can_be_an_interval()
    {
        Assert.True((await PreviewAsync(MetricType.Count, "select user_id, timestamp from events")).Ok);
        Assert.True((await PreviewAsync(MetricType.Duration, "select user_id, timestamp, interval '1 minute' as value from events")).Ok);
        Assert.False((await PreviewAsync(MetricType.Revenue, "select user_id, timestamp, interval '1 minute' as value from events")).Ok);
    }

    [Fact]
    public async Task A_ratios_denominator_is_checked_too()
    {
        var report = await PreviewAsync(MetricType.Revenue, "select user_id, timestamp, value from events", "select user_id from events");

        Assert.Equal((false, true, false), (report.Ok, report.Query.Ok, report.Denominator!.Ok));
    }

    [Fact]
    public async Task An_index_is_suggested_for_a_single_table_without_a_suitable_one()
    {
        const string query = "select user_id, timestamp, value from events where name = 'x'";
        var without = await PreviewAsync(MetricType.Revenue, query);
        var computed = await PreviewAsync(MetricType.Revenue, "select lower(user_id) as user_id, timestamp, value from events");
        var joined = await PreviewAsync(
            MetricType.Revenue,
            "select a.user_id, a.timestamp, a.value from events a join events b using (user_id)"
        );
        await shop.ExecuteAsync(without.SuggestedIndexes[0]);
        var with = await PreviewAsync(MetricType.Revenue, query);
        await shop.ExecuteAsync("drop index events_user_id_timestamp_value_name_idx");

        Assert.Equal(
            ["create index concurrently on public.events (user_id, \"timestamp\") include (value, name);"],
            without.SuggestedIndexes
        );
        Assert.Empty(computed.SuggestedIndexes);
        Assert.Empty(joined.SuggestedIndexes);
        Assert.Empty(with.SuggestedIndexes);
    }

    [Fact]
    public async Task The_check_of_the_connection_suggests_the_exposures_index()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var report = await worker.TestAsync(shop.Source(worker));

        Assert.Equal(
            ["create index concurrently on public.exposures (experiment_id, user_id) include (treatment, \"timestamp\");"],
            report.SuggestedIndexes
        );
    }
}
