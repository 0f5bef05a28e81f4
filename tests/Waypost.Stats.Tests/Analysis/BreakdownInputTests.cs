using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>Values and metrics that a breakdown has to bear or to refuse.</summary>
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
}
