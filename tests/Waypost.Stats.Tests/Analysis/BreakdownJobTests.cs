using System.Text.Json;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Stats.Tests.Jobs;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>The metrics by level: the value of a further column at the first exposure.</summary>
public sealed class BreakdownJobTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    private static readonly ExperimentMetric[] metrics =
    [
        TestRequest.Metric("bought", MetricType.Binomial, ShopDatabase.Good),
        TestRequest.Metric("value", MetricType.Revenue, ShopDatabase.Good),
        TestRequest
            .Metric("ratio", MetricType.Revenue, ShopDatabase.Good, MetricRole.Secondary)
            .With(metric => metric with { DenominatorQuery = "select user_id, timestamp from events" }),
        TestRequest
            .Metric("funnel", MetricType.Binomial, ShopDatabase.Good, MetricRole.Secondary)
            .With(metric =>
                metric with
                {
                    Steps = [new() { Name = "first", Query = "select user_id, timestamp from events where name = 'step'" }],
                }
            ),
        TestRequest
            .Metric("soon", MetricType.Count, ShopDatabase.Good, MetricRole.Secondary)
            .With(metric => metric with { Window = new() { Hours = 240 } }),
    ];

    public async ValueTask InitializeAsync() => await shop.FillDevicesAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_users_level_is_the_value_of_the_first_exposure()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.BreakDownAsync(shop.Request(worker, metrics));

        Assert.Equal(["mobile", "desktop", "tablet", null], result.Levels.Select(level => level.Name));
        Assert.Equal(BreakdownLevelKind.NoValue, result.Levels[3].Kind);
        Assert.Equal([1500, 900, 300, 300], result.Levels.Select(level => level.Users));
        Assert.Equal([0.5, 0.3, 0.1, 0.1], result.Levels.Select(level => level.Share));
        // Odd and even numbers among 0 … 4, 5 … 7, 8 and 9.
        Assert.Equal([900, 300, 300, 0], result.Levels.Select(level => level.ByVariant["on"]));
        Assert.Equal([600, 600, 0, 300], result.Levels.Select(level => level.ByVariant["off"]));
        Assert.Equal(3, result.Values);
        Assert.Equal(AnalysisBasis.Fixed, result.Basis);
    }

    [Theory]
    [InlineData("mobile")]
    [InlineData("desktop")]
    [InlineData(null)]
    public async Task A_level_has_the_numbers_of_an_analysis_of_its_users_alone(string? device)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var result = await worker.BreakDownAsync(shop.Request(worker, metrics));
        await shop.ExecuteAsync(
            $"""
            delete from exposures where user_id in (
              select user_id from exposures where timestamp < '2026-03-10Z'
              and variant is distinct from {(device is null ? "null" : $"'{device}'")})
            """
        );

        var alone = await worker.AnalyseAsync(TestRequest.For(shop.Source(worker), metrics));

        for (var i = 0; i < metrics.Length; i++)
        {
            AssertSame(alone.Metrics[i], result.Of(device, i));
        }
    }

    [Fact]
    public async Task All_users_have_the_numbers_of_the_analysis()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.BreakDownAsync(shop.Request(worker, metrics));
        var whole = await worker.AnalyseAsync(TestRequest.For(shop.Source(worker), metrics));

        foreach (var (metric, i) in whole.Metrics.Select((metric, i) => (metric, i)))
        {
            Assert.Equal(metric.Metric, result.Metrics[i].Metric);
            AssertSame(metric, result.Metrics[i].Overall!);
        }
    }

    [Fact]
    public async Task P_values_are_corrected_over_levels_and_metrics()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.BreakDownAsync(shop.Request(worker, metrics));

        var all = result.Metrics.SelectMany(metric => metric.Levels).SelectMany(level => level.Comparisons).ToList();
        var family = all.Where(one => one.PValue is not null).OrderBy(one => one.PValue).ToList();
        Assert.True(family.Count >= 8);
        for (var rank = 1; rank <= family.Count; rank++)
        {
            // Benjamini and Hochberg: the smallest m·p/j of this and all larger p-values.
            var expected = Enumerable
                .Range(rank, family.Count - rank + 1)
                .Min(j => Math.Min(1, family.Count * family[j - 1].PValue!.Value / j));
            Assert.Equal(expected, family[rank - 1].PValueAdjusted!.Value, 12);
        }
        Assert.All(all.Except(family), one => Assert.Null(one.PValueAdjusted));
        Assert.Null(result.Metrics[0].Overall!.Comparisons[0].PValueAdjusted);
    }

    [Fact]
    public async Task Before_the_planned_end_everything_is_always_valid()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var planned = TestRequest.End.AddDays(7);

        var result = await worker.BreakDownAsync(shop.Request(worker, metrics[..2]) with { PlannedEnd = planned });
        var whole = await worker.AnalyseAsync(TestRequest.For(shop.Source(worker), metrics[..2]) with { PlannedEnd = planned });

        Assert.Equal(AnalysisBasis.AlwaysValid, result.Basis);
        var (compared, expected) = (result.Metrics[1].Overall!.Comparisons[0], whole.Metrics[1].Comparisons[0].AlwaysValid!);
        AssertClose(expected.Interval[0], compared.Interval?[0]);
        AssertClose(expected.Interval[1], compared.Interval?[1]);
        AssertClose(expected.PValue, compared.PValue);
        Assert.All(result.Metrics.SelectMany(metric => metric.Interactions), one => Assert.Null(one.PValue));
        // 300 users of a control that nobody else has: nothing to compare.
        Assert.Null(result.Of(null, 1).Comparisons[0].Interval);
    }

    [Fact]
    public async Task Data_after_the_planned_end_is_not_used()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var planned = TestRequest.At("2026-03-11 00:00");

        var result = await worker.BreakDownAsync(shop.Request(worker, metrics[..1]) with { PlannedEnd = planned });

        Assert.Equal((planned, AnalysisBasis.Fixed), (result.Window.To, result.Basis));
        Assert.Equal(0, result.Metrics[0].Overall!.Variants[1].Mean);
    }

    [Fact]
    public async Task The_queue_runs_it()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        await using var queue = new TestJobQueue(shop.ConnectionString);
        var payload = JsonSerializer.Serialize(shop.Request(worker, metrics[..1]), ExperimentsJson.Default.BreakdownRequest);

        var id = await queue.AddAsync(JobKinds.Breakdown, payload.Replace("'", "''", StringComparison.Ordinal));
        await queue.UntilAsync($"(select status in ('{JobStatus.Succeeded}', '{JobStatus.Failed}') from jobs where id = {id})");

        Assert.Null(await queue.TextAsync(id, "error"));
        var result = JsonSerializer.Deserialize((await queue.TextAsync(id, "result"))!, ExperimentsJson.Default.BreakdownResult)!;
        Assert.Equal(4, result.Metrics[0].Levels.Count);
        Assert.Contains("waypost_ranked", result.Sql, StringComparison.Ordinal);
    }

    private static void AssertSame(MetricResult expected, BreakdownEstimate level)
    {
        Assert.Equal(expected.Variants.Select(one => (one.Variant, one.Users)), level.Variants.Select(one => (one.Variant, one.Users)));
        foreach (var (one, other) in expected.Variants.Zip(level.Variants))
        {
            AssertClose(one.Mean, other.Mean);
        }
        foreach (var (one, other) in expected.Comparisons.Zip(level.Comparisons))
        {
            AssertClose(one.Difference, other.Difference);
            AssertClose(one.Relative, other.Relative);
            AssertClose(one.PValue, other.PValue);
            AssertClose(one.IntervalAbsolute?[0], other.Interval?[0]);
            AssertClose(one.IntervalRelative?[1], other.IntervalRelative?[1]);
        }
    }

    private static void AssertClose(double? expected, double? actual)
    {
        Assert.Equal(expected is null, actual is null);
        Assert.Equal(expected ?? 0, actual ?? 0, 1e-9 * Math.Max(1, Math.Abs(expected ?? 0)));
    }
}
