using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>What a breakdown says about levels that differ from each other: interaction, sample ratios, Simpson's paradox.</summary>
public sealed class LevelDifferenceTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    private static readonly ExperimentMetric bought = TestRequest.Metric("bought", MetricType.Binomial, ShopDatabase.Good);

    public async ValueTask InitializeAsync() => await shop.FillDevicesAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

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

        var metric = (await worker.BreakDownAsync(shop.Request(worker, [bought]))).Metrics[0];

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

        var result = await worker.BreakDownAsync(shop.Request(worker, [bought]));

        Assert.Equal([null, "alert", null, null], result.Levels.Select(level => level.SampleRatio!.Warning));
        var desktop = result.Levels[1];
        double[] observed = [desktop.ByVariant["on"], desktop.ByVariant["off"]];
        Assert.True(desktop.SampleRatio!.PValueAdjusted <= 4 * desktop.SampleRatio.PValue);
        Assert.True(observed[0] < observed[1] * 0.8);
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
