using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Stats.Tests.Checks;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>Which columns of the exposures query results can be broken down by.</summary>
public sealed class BreakdownColumnTests(ShopDatabase shop) : IClassFixture<ShopDatabase>
{
    private static readonly ExperimentMetric bought = TestRequest.Metric("bought", MetricType.Binomial, ShopDatabase.Good);

    [Theory]
    [InlineData("array['a', 'b']", "text[]: a user would be in several levels at once")]
    [InlineData("'{}'::json", "json: choose one property")]
    [InlineData("'{}'::jsonb", "jsonb: choose one property")]
    [InlineData("'a'::bytea", "bytea: its values are no names of levels")]
    [InlineData("timestamp", "timestamp with time zone: almost every user would be a level")]
    [InlineData("int4range(1, 2)", "int4range: its values are no names of levels")]
    [InlineData("row(1, 2)", "record: its values are no names of levels")]
    public async Task A_column_whose_values_cannot_be_levels_is_refused_with_the_reason(string sql, string reason)
    {
        var query = $"select experiment_id, user_id, timestamp, treatment, {sql} as device from exposures";
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var refused = await Assert.ThrowsAsync<AnalyticsDatabaseException>(() =>
            worker.BreakDownAsync(shop.Request(worker, [bought], query))
        );
        var report = await worker.TestAsync(shop.Source(worker, query));

        Assert.Equal(CheckCodes.ColumnType, refused.Code);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        // The query can be used: only not for this.
        Assert.True(report.Exposures.Ok, report.Exposures.Message);
        var column = report.Exposures.Columns.Single(one => one.Name == "device");
        Assert.Equal((false, refused.Message), (column.Breakdown, column.Message));
    }

    [Fact]
    public async Task A_column_that_does_not_exist_or_is_no_property_is_refused()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        async Task<string> RefusalAsync(string column, string query = BreakdownShop.WithDevice) =>
            (
                await Assert.ThrowsAsync<AnalyticsDatabaseException>(() =>
                    worker.BreakDownAsync(shop.Request(worker, [bought], query) with { Column = column })
                )
            ).Message;

        Assert.Equal("The exposures query has no column country. It has device.", await RefusalAsync("country"));
        Assert.StartsWith(
            "The exposures query has no column country. It has no further",
            await RefusalAsync("country", ShopDatabase.ExposuresQuery),
            StringComparison.Ordinal
        );
        Assert.StartsWith("The column user_id is one of the four", await RefusalAsync("user_id"), StringComparison.Ordinal);
        Assert.StartsWith(
            "There are 2 columns device",
            await RefusalAsync(
                "device",
                "select experiment_id, user_id, timestamp, treatment, variant as device, 1 as device from exposures"
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_check_says_which_further_columns_can_be_used()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var report = await worker.TestAsync(shop.Source(worker, BreakdownShop.WithDevice));

        Assert.Equal([null, null, null, null, true], report.Exposures.Columns.Select(column => column.Breakdown));
    }

    [Fact]
    public async Task A_column_may_have_any_name()
    {
        await shop.FillAsync();
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var query = "select experiment_id, user_id, timestamp, treatment, 'x' as \"a \"\"device\"\"; --\" from exposures";

        var result = await worker.BreakDownAsync(shop.Request(worker, [bought], query) with { Column = "a \"device\"; --" });

        Assert.Equal(200, Assert.Single(result.Levels).Users);
    }
}
