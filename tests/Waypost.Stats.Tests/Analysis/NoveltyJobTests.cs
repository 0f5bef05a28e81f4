using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Waypost.Stats.Analysis;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Stats.Tests.Jobs;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>The metrics by the day of the users' first exposure.</summary>
public sealed class NoveltyJobTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    // 600 users, half and half, first exposed on five days; a second exposure changes nothing. Their values grow with their number.
    public async ValueTask InitializeAsync() =>
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures select 7, 'u' || g, timestamptz '2026-03-02Z' + g % 5 * interval '1 day', g % 2 = 0
              from generate_series(1, 600) as g;
            insert into exposures select 7, 'u' || g, timestamptz '2026-03-10Z', g % 2 = 0 from generate_series(1, 600) as g;
            insert into events select 'u' || g, timestamptz '2026-03-11Z', 'good', g from generate_series(1, 600) as g where g % 4 < 3;
            insert into events select 'u' || g, timestamptz '2026-03-01Z', 'good', 1e6 from generate_series(1, 600) as g;
            """
        );

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_days_of_each_metric_add_up_to_its_analysis()
    {
        ExperimentMetric[] metrics =
        [
            TestRequest.Metric("bought", MetricType.Binomial, ShopDatabase.Good),
            TestRequest
                .Metric("value", MetricType.Revenue, ShopDatabase.Good)
                .With(metric => metric with { Cap = new() { Percentile = 0.9 } }),
            TestRequest
                .Metric("ratio", MetricType.Revenue, ShopDatabase.Good, MetricRole.Secondary)
                .With(metric => metric with { DenominatorQuery = ShopDatabase.Good }),
        ];
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var analysis = await worker.AnalyseAsync(TestRequest.For(shop.Source(worker), metrics));
        var novelty = await ComputeAsync(worker, metrics);

        Assert.Equal(["bought", "value", "ratio"], novelty.Metrics.Select(metric => metric.Metric));
        foreach (var (byDay, whole) in novelty.Metrics.Zip(analysis.Metrics))
        {
            Assert.Equal(5, byDay.Days.Count);
            foreach (var variant in whole.Variants)
            {
                var days = byDay.Days.Select(day => day.Variants.Single(one => one.Variant == variant.Variant)).ToList();
                Assert.Equal(variant.Users, days.Sum(day => day.Users));
                if (!whole.Ratio)
                {
                    Assert.Equal(variant.Sum!.Value, days.Sum(day => day.Users * day.Mean!.Value), 6);
                }
            }
        }
    }

    [Fact]
    public async Task A_days_difference_and_interval_are_those_of_its_own_users()
    {
        var metric = TestRequest.Metric("value", MetricType.Revenue, ShopDatabase.Good);
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var day = (await ComputeAsync(worker, metric)).Metrics[0].Days[3];
        await shop.ExecuteAsync(
            "delete from exposures where user_id not in (select user_id from exposures group by 1 having min(timestamp) = '2026-03-05Z')"
        );

        var alone = (await worker.AnalyseAsync(TestRequest.For(shop.Source(worker), metric))).Metrics[0];

        Assert.Equal(new DateOnly(2026, 3, 5), day.Date);
        var (compared, expected) = (Assert.Single(day.Comparisons), alone.Comparisons[0]);
        Assert.Equal(expected.Difference!.Value, compared.Difference!.Value, 9);
        Assert.Equal(expected.IntervalAbsolute![0], compared.Interval![0], 9);
        Assert.Equal(expected.IntervalAbsolute[1], compared.Interval[1], 9);
    }

    [Fact]
    public async Task Days_are_those_of_the_time_zone()
    {
        await shop.ExecuteAsync("update exposures set timestamp = timestamptz '2026-03-08 03:59:59Z' where user_id = 'u1'");
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var metric = TestRequest.Metric("bought", MetricType.Binomial, ShopDatabase.Good);

        var result = await ComputeAsync(worker, request => request with { TimeZone = "America/New_York" }, metric);

        Assert.Equal("America/New_York", result.TimeZone);
        Assert.Equal(1, result.Metrics[0].Days.Single(day => day.Date == new DateOnly(2026, 3, 7)).Variants.Sum(one => one.Users));
        Assert.Equal(new DateOnly(2026, 3, 1), result.Metrics[0].Days[0].Date);
    }

    [Fact]
    public async Task Of_a_long_experiment_the_most_recent_days_are_shown()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var metric = TestRequest.Metric("bought", MetricType.Binomial, ShopDatabase.Good);

        var result = await ComputeAsync(
            worker,
            request => request with { To = TestRequest.At("2026-03-05 00:00").AddDays(NoveltyResult.MaxDays) },
            metric
        );

        Assert.Equal([new DateOnly(2026, 3, 5), new DateOnly(2026, 3, 6)], result.Metrics[0].Days.Select(day => day.Date));
    }

    [Fact]
    public async Task A_metric_that_cannot_be_computed_by_day_says_why_and_does_not_stop_the_others()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await ComputeAsync(
            worker,
            TestRequest.Metric("broken", MetricType.Revenue, "select user_id, timestamp from events"),
            TestRequest.Metric("median", MetricType.Duration, ShopDatabase.Good).With(metric => metric with { Quantile = 0.5 }),
            TestRequest.Metric("bought", MetricType.Binomial, ShopDatabase.Good)
        );

        Assert.Equal(["column-missing", "quantile-by-day", null], result.Metrics.Select(metric => metric.Warning?.Code));
        Assert.Equal([0, 0, 5], result.Metrics.Select(metric => metric.Days.Count));
    }

    [Fact]
    public async Task The_queue_runs_it_and_an_analysis_does_not_group_by_day()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        await using var queue = new TestJobQueue(shop.ConnectionString);
        var metric = TestRequest.Metric("bought", MetricType.Binomial, ShopDatabase.Good);
        var payload = JsonSerializer.Serialize(Request(worker, [metric]), ExperimentsJson.Default.NoveltyRequest);

        var id = await queue.AddAsync(JobKinds.Novelty, payload.Replace("'", "''", StringComparison.Ordinal));
        await queue.UntilAsync($"(select status in ('{JobStatus.Succeeded}', '{JobStatus.Failed}') from jobs where id = {id})");

        Assert.Null(await queue.TextAsync(id, "error"));
        var result = JsonSerializer.Deserialize((await queue.TextAsync(id, "result"))!, ExperimentsJson.Default.NoveltyResult)!;
        Assert.Equal(5, result.Metrics[0].Days.Count);
        var sql = (await worker.AnalyseAsync(TestRequest.For(shop.Source(worker), metric))).Metrics[0].Sql;
        Assert.DoesNotContain("day", sql, StringComparison.Ordinal);
    }

    private NoveltyRequest Request(StatsWorkerHost worker, IReadOnlyList<ExperimentMetric> metrics) =>
        new()
        {
            ExperimentId = 7,
            Source = shop.Source(worker),
            From = TestRequest.Start,
            To = TestRequest.End,
            Control = "off",
            Variants = [new("on", 50), new("off", 50)],
            Metrics = metrics,
        };

    private Task<NoveltyResult> ComputeAsync(StatsWorkerHost worker, params IReadOnlyList<ExperimentMetric> metrics) =>
        ComputeAsync(worker, request => request, metrics);

    private Task<NoveltyResult> ComputeAsync(
        StatsWorkerHost worker,
        Func<NoveltyRequest, NoveltyRequest> change,
        params IReadOnlyList<ExperimentMetric> metrics
    ) =>
        worker
            .Services.GetRequiredService<NoveltyJob>()
            .ComputeAsync(change(Request(worker, metrics)), _ => Task.CompletedTask, TestContext.Current.CancellationToken);
}
