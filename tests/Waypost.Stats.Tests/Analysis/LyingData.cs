using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>What is wrong with one metric is said there, and nowhere else is a number missing or untrue.</summary>
[Trait("Fault", "16")]
public sealed class LyingData(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    private const string Good = "select user_id, timestamp, value from events where name = 'good'";

    private static string Events(string value) => $"select user_id, timestamp, {value} as value from events where name = 'good'";

    // 200 users, half and half; one good event each, its value 1…200.
    public async ValueTask InitializeAsync() =>
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures select 7, 'u' || g, timestamptz '2026-03-02Z', g % 2 = 0 from generate_series(1, 200) as g;
            insert into events select 'u' || g, timestamptz '2026-03-03Z', 'good', g from generate_series(1, 200) as g;
            """
        );

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("select user_id, timestamp from events", CheckCodes.ColumnMissing, "value")]
    [InlineData("select user_id as visitor, timestamp, value from events", CheckCodes.ColumnMissing, "user_id")]
    [InlineData("select user_id, timestamp as at, value from events", CheckCodes.ColumnMissing, "timestamp")]
    [InlineData("select user_id, timestamp, value::text as value from events", CheckCodes.ColumnType, "value is text")]
    [InlineData("select user_id, timestamp::date as timestamp, value from events", CheckCodes.ColumnType, "timestamp is date")]
    [InlineData("select user_id, timestamp::text as timestamp, value from events", CheckCodes.ColumnType, "timestamp is text")]
    [InlineData("select user_id, timestamp, value, value from events", CheckCodes.ColumnType, "2 columns value")]
    [InlineData("select user_id, timestamp, value from gone", CheckCodes.QueryFails, "\"gone\" does not exist")]
    [InlineData("select user_id, timestamp, 1 / (value - value) as value from events", CheckCodes.QueryFails, "division by zero")]
    [InlineData("select user_id, timestamp, (user_id || 'x')::int as value from events", CheckCodes.QueryFails, "invalid input syntax")]
    [InlineData(
        "select user_id, timestamp, case when value = 3 then 'NaN' else value end as value from events",
        CheckCodes.BadValue,
        "1 user hold"
    )]
    [InlineData(
        "select user_id, timestamp, case when value < 3 then 'Infinity' else value end as value from events",
        CheckCodes.BadValue,
        "2 users hold"
    )]
    [InlineData(
        "select user_id, timestamp, case when value < 3 then '-Infinity' else value end::numeric as value from events",
        CheckCodes.BadValue,
        "2 users hold"
    )]
    [InlineData(
        "select user_id, timestamp, 1e308::float8 as value from events union all select user_id, timestamp, 1e308 from events",
        CheckCodes.QueryFails,
        "overflow"
    )]
    [InlineData("select pg_sleep(1)::text as user_id, timestamp, value from events", CheckCodes.QueryRefused, "pg_sleep")]
    public async Task A_metric_that_lies_says_why_and_the_others_go_on(string query, string code, string words)
    {
        await using var worker = await Worker.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(
            Ask.For(shop.Source(worker), Ask.Metric("bad", MetricType.Revenue, query), Ask.Metric("good", MetricType.Revenue, Good))
        );

        var bad = result.Metrics[0];
        var warning = Assert.Single(bad.Warnings);
        Assert.Equal(code, warning.Code);
        Assert.Contains(words, warning.Message, StringComparison.Ordinal);
        Assert.Empty(bad.Variants);
        Assert.Empty(bad.Comparisons);
        Assert.Equal([10000d, 10100d], result.Metrics[1].Variants.Select(arm => arm.Sum));
        Assert.NotNull(result.Metrics[1].Comparisons.Single().PValue);
    }

    [Theory]
    [InlineData("select user_id, timestamp + interval '50 years' as timestamp, value from events", 0d)]
    [InlineData("select user_id, 'infinity'::timestamptz as timestamp, value from events", 0d)]
    [InlineData("select user_id, null::timestamptz as timestamp, value from events", 0d)]
    [InlineData("select null::text as user_id, timestamp, value from events", 0d)]
    [InlineData("select user_id, timestamp, null::numeric as value from events", 0d)]
    [InlineData("select user_id, timestamp - interval '10 days' as timestamp, value from events", 0d)]
    [InlineData("select user_id, timestamp, value from events where false", 0d)]
    public async Task What_does_not_count_is_zero_and_a_test_that_has_nothing_to_compare_says_so(string query, double sum)
    {
        await using var worker = await Worker.StartAsync(shop.ConnectionString);

        var metric = (await worker.AnalyseAsync(Ask.For(shop.Source(worker), Ask.Metric("m", MetricType.Revenue, query)))).Metrics[0];

        Assert.Equal([sum, sum], metric.Variants.Select(arm => arm.Sum!.Value));
        Assert.Equal([100L, 100L], metric.Variants.Select(arm => arm.Users));
        Assert.Null(metric.Comparisons[0].PValue);
        Assert.Null(metric.Comparisons[0].Significant);
        Assert.Equal(Decision.NotEnoughData, metric.Comparisons[0].Decision);
        Assert.Contains(metric.Warnings, warning => warning.Code == "no-variance");
    }

    [Fact]
    public async Task Negative_counts_and_missing_values_are_counted_and_told()
    {
        await using var worker = await Worker.StartAsync(shop.ConnectionString);

        var metric = (
            await worker.AnalyseAsync(
                Ask.For(
                    shop.Source(worker),
                    Ask.Metric("m", MetricType.Count, Events("case when value < 11 then null when value < 21 then -1 else 1 end"))
                )
            )
        ).Metrics[0];

        Assert.Equal([5L, 5L], metric.Variants.Select(arm => arm.NullValues));
        Assert.Equal(["null-values", "negative-values"], metric.Warnings.Select(warning => warning.Code));
    }

    [Fact]
    public async Task One_variant_alone_is_shown_and_not_compared()
    {
        await shop.ExecuteAsync("delete from exposures where treatment");
        await using var worker = await Worker.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(Ask.For(shop.Source(worker), Ask.Metric("m", MetricType.Binomial, Good)));

        Assert.Contains(result.Warnings, warning => warning.Code == "missing-variant");
        Assert.Equal("alert", result.SampleRatio!.Warning);
        Assert.Equal([100L, 0L], result.Metrics[0].Variants.Select(arm => arm.Users));
        Assert.Null(result.Metrics[0].Variants[1].Mean);
        Assert.Null(result.Metrics[0].Comparisons[0].PValue);
        Assert.Contains(
            result.Metrics[0].Warnings,
            warning => warning.Code == "no-users" && warning.Message.Contains("on", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task No_exposures_at_all_is_an_answer_too()
    {
        await shop.ExecuteAsync("truncate exposures");
        await using var worker = await Worker.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(
            Ask.For(
                shop.Source(worker),
                Ask.Metric("m", MetricType.Revenue, Good),
                Ask.Metric("q", MetricType.Revenue, Good).With(m => m with { Quantile = 0.9 })
            )
        );

        Assert.Null(result.SampleRatio);
        Assert.Contains(result.Warnings, warning => warning.Code == "no-exposures");
        Assert.All(result.Metrics, metric => Assert.All(metric.Variants, arm => Assert.Null(arm.Mean)));
    }

    [Fact]
    public async Task Users_in_other_shares_than_planned_make_every_decision_untrustworthy()
    {
        await shop.ExecuteAsync("delete from exposures where treatment and user_id like 'u1%'");
        await using var worker = await Worker.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(Ask.For(shop.Source(worker), Ask.Metric("m", MetricType.Revenue, Good)));

        Assert.Equal("alert", result.SampleRatio!.Warning);
        Assert.Contains(result.Warnings, warning => warning.Code == "sample-ratio-alert");
        Assert.Equal(Decision.DoNotTrust, result.Metrics[0].Comparisons[0].Decision);
    }

    [Fact]
    public async Task Users_who_saw_several_variants_are_left_out_counted_and_told()
    {
        await shop.ExecuteAsync(
            "insert into exposures select 7, user_id, timestamp, not treatment from exposures where user_id like 'u1_'"
        );
        await using var worker = await Worker.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(Ask.For(shop.Source(worker), Ask.Metric("m", MetricType.Revenue, Good)));

        Assert.Equal((190L, 10L), (result.Exposures.Total, result.Exposures.ExcludedMultiple));
        Assert.Contains(result.Warnings, warning => warning.Code == "several-variants");
    }

    [Fact]
    public async Task A_boolean_treatment_cannot_tell_three_variants_apart_and_says_so()
    {
        await using var worker = await Worker.StartAsync(shop.ConnectionString);
        var request = Ask.For(shop.Source(worker), Ask.Metric("m", MetricType.Revenue, Good)) with
        {
            Variants = [new("off", 1), new("on", 1), new("third", 1)],
        };

        var result = await worker.AnalyseAsync(request);

        Assert.Contains(result.Warnings, warning => warning.Code == "boolean-treatment");
        Assert.Equal((100L, 100L), (result.Exposures.Total, result.Exposures.ExcludedUnknownVariant));
    }

    [Fact]
    public async Task A_denominator_of_nothing_has_no_ratio()
    {
        await using var worker = await Worker.StartAsync(shop.ConnectionString);

        var metric = (
            await worker.AnalyseAsync(
                Ask.For(shop.Source(worker), Ask.Metric("m", MetricType.Revenue, Good).With(m => m with { DenominatorQuery = Events("0") }))
            )
        ).Metrics[0];

        Assert.Contains(metric.Warnings, warning => warning.Code == "denominator-zero");
        Assert.All(metric.Variants, arm => Assert.Null(arm.Mean));
        Assert.Equal(Decision.NotEnoughData, metric.Comparisons[0].Decision);
    }

    [Fact]
    public async Task A_cap_that_comes_out_as_zero_is_refused()
    {
        await using var worker = await Worker.StartAsync(shop.ConnectionString);

        var metric = (
            await worker.AnalyseAsync(
                Ask.For(
                    shop.Source(worker),
                    Ask.Metric("m", MetricType.Revenue, Good + " and value > 190").With(m => m with { Cap = new() { Percentile = 0.5 } })
                )
            )
        ).Metrics[0];

        Assert.Equal("cap-zero", Assert.Single(metric.Warnings).Code);
        Assert.Empty(metric.Variants);
    }
}
