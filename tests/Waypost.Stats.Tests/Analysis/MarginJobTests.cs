using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>Margins from the request to the result, on a real database.</summary>
public sealed class MarginJobTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    private static readonly DateTimeOffset later = TestRequest.At("2126-01-01 00:00");

    // 4,000 users, of whom 30 % and 29 % have the event, for values of 1 to 10.
    public async ValueTask InitializeAsync() =>
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures select 7, 'u' || g, timestamptz '2026-03-02Z', g % 2 = 0 from generate_series(1, 4000) as g;
            insert into events select 'u' || g, timestamptz '2026-03-03Z', 'order', 1 + (g / 2) % 10
              from generate_series(1, 4000) as g where (g / 2) % 100 < case when g % 2 = 0 then 29 else 30 end;
            """
        );

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task At_the_planned_end_the_one_sided_test_decides_and_before_it_the_always_valid_interval()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var request = TestRequest.For(shop.Source(worker), Orders(new() { Absolute = 0.04 }));

        var (end, early) = (await JudgeAsync(worker, request), await JudgeAsync(worker, request with { PlannedEnd = later }));

        Assert.Equal((0.9, MarginVerdict.RuledOut), (Math.Round(end.Confidence!.Value, 12), end.Verdict!.Value));
        Assert.Equal((0.99, MarginVerdict.NotRuledOut), (early.Confidence!.Value, early.Verdict!.Value));
    }

    [Fact]
    public async Task Later_data_is_judged_by_the_always_valid_interval_beside_the_verdict_of_the_planned_period()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var request = TestRequest.For(shop.Source(worker), Orders(new() { Absolute = 0.04 })) with { To = TestRequest.End.AddDays(2) };

        var result = await worker.AnalyseAsync(request);

        Assert.Equal(MarginVerdict.RuledOut, result.Metrics[0].Comparisons[0].Margin!.Verdict);
        Assert.Equal(0.99, result.Later!.Metrics[0].Comparisons[0].Margin!.Confidence);
    }

    [Fact]
    public async Task With_a_sample_ratio_mismatch_there_is_no_verdict()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var request = TestRequest.For(shop.Source(worker), Orders(new() { Absolute = 0.04 })) with
        {
            Variants = [new("on", 30), new("off", 70)],
        };

        var margin = await JudgeAsync(worker, request);

        Assert.Null(margin.Verdict);
        Assert.Equal("sample-ratio-alert", margin.Warning!.Code);
    }

    [Fact]
    public async Task Means_ratios_and_quantiles_are_judged_too()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        const string values = "select user_id, timestamp, value from events";
        var margin = new MetricMargin { Relative = 0.25 };

        var result = await worker.AnalyseAsync(
            TestRequest.For(
                shop.Source(worker),
                TestRequest.Metric("mean", MetricType.Revenue, values) with
                {
                    Margin = margin,
                },
                TestRequest
                    .Metric("ratio", MetricType.Revenue, values)
                    .With(m => m with { DenominatorQuery = "select user_id, timestamp from events" }) with
                {
                    Margin = margin,
                },
                TestRequest.Metric("quantile", MetricType.Revenue, values).With(m => m with { Quantile = 0.9 }) with
                {
                    Margin = margin,
                },
                TestRequest.Metric("none", MetricType.Revenue, values)
            )
        );

        var judged = result.Metrics.Select(metric => metric.Comparisons[0].Margin).ToList();
        Assert.Equal(MarginVerdict.RuledOut, judged[0]!.Verdict);
        Assert.Equal(MarginVerdict.RuledOut, judged[1]!.Verdict);
        // Values tie at the quantile, so there is no interval.
        Assert.Equal((null, "no-interval"), (judged[2]!.Verdict, judged[2]!.Warning!.Code));
        Assert.Null(judged[3]);
    }

    private static ExperimentMetric Orders(MetricMargin margin) =>
        TestRequest.Metric("orders", MetricType.Binomial, "select user_id, timestamp from events", MetricRole.Guardrail) with
        {
            Margin = margin,
        };

    private static async Task<MarginResult> JudgeAsync(StatsWorkerHost worker, AnalysisRequest request) =>
        (await worker.AnalyseAsync(request)).Metrics[0].Comparisons[0].Margin!;
}
