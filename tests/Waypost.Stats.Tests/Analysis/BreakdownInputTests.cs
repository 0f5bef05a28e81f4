using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Stats.Tests.Checks;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>Columns and values that a breakdown has to bear or to refuse.</summary>
public sealed class BreakdownInputTests(ShopDatabase shop) : IClassFixture<ShopDatabase>
{
    private static readonly ExperimentMetric bought = TestRequest.Metric("bought", MetricType.Binomial, ShopDatabase.Good);

    [Fact]
    public async Task The_twenty_largest_of_many_values_have_a_level_and_the_others_share_one()
    {
        await shop.FillAsync();
        // Value n has n users, so the 20 largest are the last; two values of 21 users are ordered by their names.
        await shop.ExecuteAsync(
            """
            delete from exposures;
            insert into exposures select 7, 'u' || n || '-' || g, timestamptz '2026-03-02Z', g % 2 = 0, 'v' || n
              from generate_series(1, 40) as n, generate_series(1, n) as g;
            insert into exposures select 7, 'w' || g, timestamptz '2026-03-02Z', g % 2 = 0, 'before v' from generate_series(1, 21) as g;
            insert into exposures select 7, 'n' || g, timestamptz '2026-03-02Z', g % 2 = 0, null from generate_series(1, 500) as g;
            """
        );
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.BreakDownAsync(shop.Request(worker, [bought]));

        Assert.Equal(
            [.. Enumerable.Range(22, 19).Reverse().Select(n => $"v{n}"), "before v", null, null],
            result.Levels.Select(level => level.Name)
        );
        Assert.Equal(BreakdownLevelKind.Other, result.Levels[20].Kind);
        Assert.Equal((21 * 22 / 2, 500), (result.Levels[20].Users, result.Levels[21].Users));
        Assert.Equal(
            result.Levels.Select(level => level.Users),
            result.Metrics[0].Levels.Select(level => level.Variants.Sum(one => one.Users))
        );
        Assert.Equal(41, result.Values);
        Assert.Contains("has 41 values", Assert.Single(result.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_million_values_stay_in_the_database()
    {
        await shop.FillAsync();
        const string million =
            "select 7 as experiment_id, 'm' || g as user_id, timestamptz '2026-03-02Z' as timestamp, g % 2 = 0 as treatment, "
            + "'value ' || g as device from generate_series(1, 1000000) as g";
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.BreakDownAsync(shop.Request(worker, [bought], million));

        Assert.Equal(1_000_000, result.Values);
        Assert.Equal(["value 1", "value 10", "value 100"], result.Levels.Take(3).Select(level => level.Name));
        Assert.Equal((BreakdownLevelKind.Other, 1_000_000 - 20), (result.Levels[20].Kind, result.Levels[20].Users));
        Assert.Equal(1_000_000, result.Metrics[0].Levels.Sum(level => level.Variants.Sum(one => one.Users)));
        // What the worker read: a row for each level, and for each level and variant and each variant.
        Assert.Equal(21L, await shop.ScalarAsync($"select count(*) from ({result.Sql}) as r"));
        Assert.Equal(20L + 2 + 2, await shop.ScalarAsync($"select count(*) from ({result.Metrics[0].Sql}) as r"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("=")]
    [InlineData("other")]
    [InlineData("it's")]
    [InlineData(@"back\slash '' \'")]
    [InlineData("{{start}} $1 -- ; \"")]
    [InlineData("=SUM(A1)\nline")]
    [InlineData("İstanbul 🛠️")]
    public async Task A_value_may_be_any_text(string value)
    {
        await shop.FillAsync();
        await shop.ExecuteAsync(
            $"update exposures set variant = '{value.Replace("'", "''", StringComparison.Ordinal)}' where user_id <> 'u1'"
        );
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.BreakDownAsync(shop.Request(worker, [bought]));

        Assert.Equal(
            [(BreakdownLevelKind.Value, value), (BreakdownLevelKind.NoValue, null)],
            result.Levels.Select(level => (level.Kind, level.Name))
        );
        Assert.Equal(199, result.Of(value).Variants.Sum(one => one.Users));
        Assert.Equal(1, result.Of(null).Variants.Sum(one => one.Users));
    }

    [Fact]
    public async Task A_long_value_is_cut()
    {
        await shop.FillAsync();
        await shop.ExecuteAsync("update exposures set variant = repeat('ä', 5000) || user_id");
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var level = Assert.Single((await worker.BreakDownAsync(shop.Request(worker, [bought]))).Levels);

        Assert.Equal((new string('ä', 100), 200L), (level.Name, level.Users));
    }

    [Theory]
    [InlineData("true", "true")]
    [InlineData("1.50", "1.50")]
    [InlineData("date '2026-03-04'", "2026-03-04")]
    [InlineData("'00000000-0000-0000-0000-000000000007'::uuid", "00000000-0000-0000-0000-000000000007")]
    [InlineData("'de'::character(4)", "de")]
    public async Task Numbers_dates_booleans_and_ids_are_levels_too(string sql, string name)
    {
        await shop.FillAsync();
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.BreakDownAsync(
            shop.Request(worker, [bought], $"select experiment_id, user_id, timestamp, treatment, {sql} as device from exposures")
        );

        Assert.Equal(name, Assert.Single(result.Levels).Name);
        Assert.Equal("one-level", Assert.Single(result.Warnings).Code);
    }

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

    [Fact]
    public async Task A_metric_that_cannot_be_broken_down_says_why_and_does_not_stop_the_others()
    {
        await shop.FillAsync();
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.BreakDownAsync(
            shop.Request(
                worker,
                [
                    TestRequest.Metric("broken", MetricType.Revenue, "select user_id, timestamp from events"),
                    TestRequest.Metric("median", MetricType.Duration, ShopDatabase.Good).With(metric => metric with { Quantile = 0.5 }),
                    bought,
                ]
            )
        );

        Assert.Equal(["column-missing", "quantile-by-level", null], result.Metrics.Select(metric => metric.Warning?.Code));
        Assert.Equal([0, 0, 1], result.Metrics.Select(metric => metric.Levels.Count));
    }

    [Fact]
    public async Task Without_exposures_there_are_no_levels()
    {
        await shop.FillAsync();
        await shop.ExecuteAsync("truncate exposures");
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.BreakDownAsync(shop.Request(worker, [bought]));

        Assert.Empty(result.Levels);
        Assert.Equal("no-exposures", Assert.Single(result.Warnings).Code);
    }

    [Fact]
    public async Task Simpsons_paradox_is_recognised_in_the_data()
    {
        // Kidney stones, Charig et al. 1986: test = open surgery, off = keyhole.
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures select 7, s || t || g, timestamptz '2026-03-02Z', t, s
              from (values ('small', false, 270), ('small', true, 87), ('large', false, 80), ('large', true, 263)) as c(s, t, n),
                generate_series(1, n) as g;
            insert into events select s || t || g, timestamptz '2026-03-03Z', 'good', 1
              from (values ('small', false, 234), ('small', true, 81), ('large', false, 55), ('large', true, 192)) as c(s, t, n),
                generate_series(1, n) as g;
            """
        );
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var metric = (await worker.BreakDownAsync(shop.Request(worker, [bought]))).Metrics[0];

        var paradox = Assert.Single(metric.Paradoxes);
        Assert.Equal((273 - 289) / 350d, paradox.Overall, 12);
        Assert.Equal(metric.Overall!.Comparisons[0].Difference!.Value, paradox.Overall, 12);
        Assert.All(metric.Levels, level => Assert.True(level.Comparisons[0].Difference > 0));
    }
}
