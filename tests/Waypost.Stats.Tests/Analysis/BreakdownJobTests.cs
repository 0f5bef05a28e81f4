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

    // 3,000 users of four levels, half of them in each variant. The test variant helps on mobile only. A second exposure has another value.
    public async ValueTask InitializeAsync() =>
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures
              select 7, 'u' || g, timestamptz '2026-03-02Z' + g % 7 * interval '1 day', g % 2 = 0,
                case when g % 10 < 5 then 'mobile' when g % 10 < 8 then 'desktop' when g % 10 = 8 then 'tablet' end
              from generate_series(1, 3000) as g;
            insert into exposures select 7, 'u' || g, timestamptz '2026-03-10Z', g % 2 = 0, 'tv' from generate_series(1, 3000) as g;
            insert into events
              select 'u' || g, timestamptz '2026-03-11Z', 'good', g % 97 from generate_series(1, 3000) as g
              where hashint4(g) % 100 + 100 < 100 or (g % 2 = 0 and g % 10 < 5 and hashint4(g * 7) % 3 = 0);
            insert into events select 'u' || g, timestamptz '2026-03-10 12:00Z', 'step', null from generate_series(1, 3000) as g where g % 3 > 0;
            """
        );

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
    public async Task Levels_are_tested_for_a_difference_between_them()
    {
        // Both variants in every level.
        await shop.ExecuteAsync("update exposures set treatment = substr(user_id, 2)::int / 10 % 2 = 0");
        await shop.ExecuteAsync(
            """
            delete from events where name = 'good';
            insert into events select user_id, timestamptz '2026-03-11Z', 'good', 1 from exposures
              where timestamp < '2026-03-10Z' and hashtext(user_id) % 10 in (1, 2, -1)
                or timestamp < '2026-03-10Z' and treatment and variant = 'mobile' and hashtext(user_id) % 10 in (3, -3, 4, -4, 5, -5)
            """
        );
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var metric = (await worker.BreakDownAsync(shop.Request(worker, metrics[..1]))).Metrics[0];

        var levels = metric
            .Levels.Select(level =>
            {
                var (a, b) = (level.Variants[0], level.Variants[1]);
                var variance = new[] { a, b }.Sum(arm => arm.Mean!.Value * (1 - arm.Mean.Value) / (arm.Users - 1));
                return (Difference: b.Mean!.Value - a.Mean!.Value, Weight: 1 / variance);
            })
            .ToList();
        var mean = levels.Sum(level => level.Weight * level.Difference) / levels.Sum(level => level.Weight);
        var q = levels.Sum(level => level.Weight * Math.Pow(level.Difference - mean, 2));
        var tested = Assert.Single(metric.Interactions);
        Assert.Equal(("on", 3), (tested.Variant, tested.DegreesOfFreedom));
        Assert.Equal(q, tested.Statistic!.Value, 9);
        Assert.InRange(tested.PValueAdjusted!.Value, 0, 0.01);
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
    public async Task A_level_that_loses_users_of_one_variant_is_found_and_the_others_are_not_accused()
    {
        await shop.ExecuteAsync("update exposures set treatment = substr(user_id, 2)::int / 10 % 2 = 0");
        await shop.ExecuteAsync(
            """
            delete from exposures where user_id in (select user_id from exposures where variant = 'desktop' and treatment
              and hashtext(user_id) % 3 = 0)
            """
        );
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.BreakDownAsync(shop.Request(worker, metrics[..1]));

        Assert.Equal([null, "alert", null, null], result.Levels.Select(level => level.SampleRatio!.Warning));
        var desktop = result.Levels[1];
        double[] observed = [desktop.ByVariant["on"], desktop.ByVariant["off"]];
        Assert.True(desktop.SampleRatio!.PValueAdjusted <= 4 * desktop.SampleRatio.PValue);
        Assert.True(observed[0] < observed[1] * 0.8);
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
