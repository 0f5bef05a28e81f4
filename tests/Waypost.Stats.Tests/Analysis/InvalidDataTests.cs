using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>Problems of one metric are reported there, and do not affect other metrics.</summary>
[Trait("Fault", "16")]
public sealed class InvalidDataTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    private static string Events(string value) => $"select user_id, timestamp, {value} as value from events where name = 'good'";

    public async ValueTask InitializeAsync() => await shop.FillAsync();

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
        "1 user has"
    )]
    [InlineData(
        "select user_id, timestamp, case when value < 3 then 'Infinity' else value end as value from events",
        CheckCodes.BadValue,
        "2 users have"
    )]
    [InlineData(
        "select user_id, timestamp, case when value < 3 then '-Infinity' else value end::numeric as value from events",
        CheckCodes.BadValue,
        "2 users have"
    )]
    [InlineData(
        "select user_id, timestamp, 1e308::float8 as value from events union all select user_id, timestamp, 1e308 from events",
        CheckCodes.QueryFails,
        "overflow"
    )]
    [InlineData("select pg_sleep(1)::text as user_id, timestamp, value from events", CheckCodes.QueryRefused, "pg_sleep")]
    public async Task An_invalid_metric_is_reported_and_the_others_are_analysed(string query, string code, string words)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(
            TestRequest.For(
                shop.Source(worker),
                TestRequest.Metric("bad", MetricType.Revenue, query),
                TestRequest.Metric("good", MetricType.Revenue, ShopDatabase.Good)
            )
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
    public async Task Events_that_do_not_count_are_zero_and_there_is_no_p_value(string query, double sum)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var metric = (
            await worker.AnalyseAsync(TestRequest.For(shop.Source(worker), TestRequest.Metric("m", MetricType.Revenue, query)))
        ).Metrics[0];

        Assert.Equal([sum, sum], metric.Variants.Select(arm => arm.Sum!.Value));
        Assert.Equal([100L, 100L], metric.Variants.Select(arm => arm.Users));
        Assert.Null(metric.Comparisons[0].PValue);
        Assert.Null(metric.Comparisons[0].Significant);
        Assert.Equal(Decision.NotEnoughData, metric.Comparisons[0].Decision);
        Assert.Contains(metric.Warnings, warning => warning.Code == "no-variance");
    }

    [Fact]
    public async Task Negative_counts_and_missing_values_are_warnings()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var metric = (
            await worker.AnalyseAsync(
                TestRequest.For(
                    shop.Source(worker),
                    TestRequest.Metric("m", MetricType.Count, Events("case when value < 11 then null when value < 21 then -1 else 1 end"))
                )
            )
        ).Metrics[0];

        Assert.Equal([5L, 5L], metric.Variants.Select(arm => arm.NullValues));
        Assert.Equal(["null-values", "negative-values"], metric.Warnings.Select(warning => warning.Code));
    }

    [Fact]
    public async Task A_single_variant_is_shown_but_not_compared()
    {
        await shop.ExecuteAsync("delete from exposures where treatment");
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(
            TestRequest.For(shop.Source(worker), TestRequest.Metric("m", MetricType.Binomial, ShopDatabase.Good))
        );

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
    public async Task Without_exposures_there_is_a_result_with_a_warning()
    {
        await shop.ExecuteAsync("truncate exposures");
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(
            TestRequest.For(
                shop.Source(worker),
                TestRequest.Metric("m", MetricType.Revenue, ShopDatabase.Good),
                TestRequest.Metric("q", MetricType.Revenue, ShopDatabase.Good).With(m => m with { Quantile = 0.9 })
            )
        );

        Assert.Null(result.SampleRatio);
        Assert.Contains(result.Warnings, warning => warning.Code == "no-exposures");
        Assert.All(
            result.Metrics,
            metric => Assert.Equal([("off", 0L, null), ("on", 0L, null)], metric.Variants.Select(arm => (arm.Variant, arm.Users, arm.Mean)))
        );
        Assert.Equal(2, result.Metrics.Count);
    }

    [Fact]
    public async Task A_sample_ratio_mismatch_makes_every_decision_untrustworthy()
    {
        await shop.ExecuteAsync("delete from exposures where treatment and user_id like 'u1%'");
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(
            TestRequest.For(shop.Source(worker), TestRequest.Metric("m", MetricType.Revenue, ShopDatabase.Good))
        );

        Assert.Equal("alert", result.SampleRatio!.Warning);
        Assert.Contains(result.Warnings, warning => warning.Code == "sample-ratio-alert");
        Assert.Equal(Decision.DoNotTrust, result.Metrics[0].Comparisons[0].Decision);
    }

    [Fact]
    public async Task Users_who_saw_several_variants_are_excluded_and_counted()
    {
        await shop.ExecuteAsync(
            "insert into exposures select 7, user_id, timestamp, not treatment from exposures where user_id like 'u1_'"
        );
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(
            TestRequest.For(shop.Source(worker), TestRequest.Metric("m", MetricType.Revenue, ShopDatabase.Good))
        );

        Assert.Equal((190L, 10L), (result.Exposures.Total, result.Exposures.ExcludedMultiple));
        Assert.Contains(result.Warnings, warning => warning.Code == "several-variants");
    }

    [Fact]
    public async Task A_boolean_treatment_with_three_variants_is_a_warning()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var request = TestRequest.For(shop.Source(worker), TestRequest.Metric("m", MetricType.Revenue, ShopDatabase.Good)) with
        {
            Variants = [new("off", 1), new("on", 1), new("third", 1)],
        };

        var result = await worker.AnalyseAsync(request);

        Assert.Contains(result.Warnings, warning => warning.Code == "boolean-treatment");
        Assert.Equal((100L, 100L), (result.Exposures.Total, result.Exposures.ExcludedUnknownVariant));
    }

    [Fact]
    public async Task A_denominator_of_zero_has_no_ratio()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var metric = (
            await worker.AnalyseAsync(
                TestRequest.For(
                    shop.Source(worker),
                    TestRequest.Metric("m", MetricType.Revenue, ShopDatabase.Good).With(m => m with { DenominatorQuery = Events("0") })
                )
            )
        ).Metrics[0];

        Assert.Contains(metric.Warnings, warning => warning.Code == "denominator-zero");
        Assert.Equal([("off", 100L, null), ("on", 100L, null)], metric.Variants.Select(arm => (arm.Variant, arm.Users, arm.Mean)));
        Assert.Equal(Decision.NotEnoughData, metric.Comparisons[0].Decision);
    }

    [Fact]
    public async Task A_cap_of_zero_is_rejected()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var metric = (
            await worker.AnalyseAsync(
                TestRequest.For(
                    shop.Source(worker),
                    TestRequest
                        .Metric("m", MetricType.Revenue, ShopDatabase.Good + " and value > 190")
                        .With(m => m with { Cap = new() { Percentile = 0.5 } })
                )
            )
        ).Metrics[0];

        Assert.Equal("cap-zero", Assert.Single(metric.Warnings).Code);
        Assert.Empty(metric.Variants);
    }
}
