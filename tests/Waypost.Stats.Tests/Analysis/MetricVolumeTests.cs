using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Waypost.Stats.Analysis;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>How many users had an event of a metric on each day, in each variant.</summary>
public sealed class MetricVolumeTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    // 60 users, a third of them "on", first exposed on the first ten days. Each has some events a day, one of them without a value.
    public async ValueTask InitializeAsync() =>
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures
              select 7, 'u' || g, timestamptz '2026-03-01 12:00Z' + g % 10 * interval '1 day', g % 3 = 0 from generate_series(1, 60) as g;
            insert into exposures values (7, 'both', '2026-03-02 12:00Z', true), (7, 'both', '2026-03-03 12:00Z', false);
            insert into events
              select 'u' || g, timestamptz '2026-03-01 06:30Z' + d * interval '1 day' + n * interval '7 hours', 'good',
                case when (g + d + n) % 7 = 0 then null else g end
              from generate_series(1, 60) as g, generate_series(0, 13) as d, generate_series(0, 1) as n where (g * 7 + d * 3) % 5 < 2;
            insert into events select 'both', timestamptz '2026-03-05 12:00Z', 'good', 1;
            """
        );

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_day_counts_the_users_with_an_event_after_their_exposure()
    {
        var expected = await ExpectedAsync("true", "UTC");

        var volumes = await VolumesAsync(
            TestRequest.Metric("bought", MetricType.Binomial, "select user_id, timestamp from events"),
            TestRequest
                .Metric("median", MetricType.Duration, "select user_id, timestamp, coalesce(value, 0) as value from events")
                .With(metric => metric with { Quantile = 0.5 }),
            TestRequest
                .Metric("funnel", MetricType.Binomial, "select user_id, timestamp from events")
                .With(metric =>
                    metric with
                    {
                        Steps = [new FunnelStep { Name = "first", Query = "select user_id, timestamp from events" }],
                    }
                )
        );

        Assert.Equal(28, expected.Count);
        Assert.Equal(3, volumes.Count);
        Assert.All(volumes, metric => Assert.Equal(expected, metric));
    }

    [Fact]
    public async Task Of_a_metric_with_values_only_events_with_a_value_count_also_of_a_ratio()
    {
        var expected = await ExpectedAsync("e.value is not null", "UTC");

        var volumes = await VolumesAsync(
            TestRequest.Metric("value", MetricType.Revenue, ShopDatabase.Good),
            TestRequest
                .Metric("ratio", MetricType.Revenue, ShopDatabase.Good)
                .With(metric => metric with { DenominatorQuery = "select user_id, timestamp from events" })
        );

        Assert.NotEqual(expected, await ExpectedAsync("true", "UTC"));
        Assert.Equal(2, volumes.Count);
        Assert.All(volumes, metric => Assert.Equal(expected, metric));
    }

    [Fact]
    public async Task Users_whose_window_is_open_count_with_the_events_within_it()
    {
        var expected = await ExpectedAsync(
            "e.timestamp >= w.t0 + interval '24 hours' and e.timestamp < w.t0 + interval '192 hours'",
            "UTC"
        );

        var volumes = await VolumesAsync(
            TestRequest
                .Metric("window", MetricType.Binomial, "select user_id, timestamp from events")
                .With(metric =>
                    metric with
                    {
                        Window = new() { DelayHours = 24, Hours = 168 },
                    }
                )
        );

        Assert.Equal(expected, Assert.Single(volumes));
    }

    [Fact]
    public async Task Days_are_those_of_the_time_zone_and_only_complete_and_recent_ones_count()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var metric = TestRequest.Metric("bought", MetricType.Binomial, "select user_id, timestamp from events");

        var result = await ComputeAsync(
            worker,
            Request(worker, [metric]) with
            {
                TimeZone = "America/New_York",
                To = TestRequest.At("2026-03-18 03:59"),
            }
        );

        // Clocks went forward on 8 March: 17 March is complete at 04:00 UTC.
        Assert.Equal(15, NoveltyResult.VolumeDays);
        Assert.Equal(await ExpectedAsync("true", "America/New_York", "2026-03-02", "2026-03-16"), Lines(result.Metrics[0].Volumes!));
    }

    [Fact]
    public async Task A_query_that_fails_has_no_volumes()
    {
        var volumes = await ComputeAsync(TestRequest.Metric("broken", MetricType.Revenue, "select user_id, timestamp from events"));

        Assert.Null(Assert.Single(volumes.Metrics).Volumes);
    }

    private async Task<IReadOnlyList<IReadOnlyList<string>>> VolumesAsync(params IReadOnlyList<ExperimentMetric> metrics) =>
        [.. (await ComputeAsync(metrics)).Metrics.Select(metric => Lines(metric.Volumes!))];

    private static List<string> Lines(IReadOnlyList<MetricVolume> volumes) =>
        [.. volumes.Select(one => FormattableString.Invariant($"{one.Date:yyyy-MM-dd} {one.Variant} {one.Users}"))];

    /// <summary>By another query: distinct users by day and variant, days without any as 0.</summary>
    private async Task<List<string>> ExpectedAsync(string condition, string zone, string first = "2026-03-01", string last = "2026-03-14")
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(shop.ConnectionString) { Pooling = false });
        await using var command = database.CreateCommand(
            $"""
            with w as (
              select user_id, min(timestamp) as t0, bool_or(treatment) as treatment from exposures
              group by 1 having count(distinct treatment) = 1)
            select d::date || ' ' || v.name || ' ' || (
              select count(distinct w.user_id) from w join events as e on e.user_id = w.user_id
              where e.timestamp >= w.t0 and w.treatment = (v.name = 'on') and (e.timestamp at time zone '{zone}')::date = d::date
                and {condition})
            from generate_series(timestamp '{first}', timestamp '{last}', interval '1 day') as d,
              (values (0, 'off'), (1, 'on')) as v (position, name)
            order by d, v.position
            """
        );
        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
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

    private async Task<NoveltyResult> ComputeAsync(params IReadOnlyList<ExperimentMetric> metrics)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        return await ComputeAsync(worker, Request(worker, metrics));
    }

    private static Task<NoveltyResult> ComputeAsync(StatsWorkerHost worker, NoveltyRequest request) =>
        worker
            .Services.GetRequiredService<NoveltyJob>()
            .ComputeAsync(request, _ => Task.CompletedTask, TestContext.Current.CancellationToken);
}
