using Waypost.Stats.Tests.Analysis;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Checks;

/// <summary>The plan of a metric with a window: who counts, and when the results can be read.</summary>
public sealed class WindowPlanTests(ShopDatabase shop) : IClassFixture<ShopDatabase>
{
    [Fact]
    public async Task The_users_exposed_last_need_the_window_after_their_exposure()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var baseline = new PlanBaseline { Mean = 0.2, VisitorsPerDay = 1_000 };

        var without = await worker.PlanAsync(Plan(null, null, baseline));
        var report = await worker.PlanAsync(Plan(null, new() { DelayHours = 24, Hours = 168 }, baseline));

        Assert.Equal((without.TotalUsers, without.Days + 8), (report.TotalUsers, report.Days));
        Assert.Equal((null, 8.0), (without.WindowDays, report.WindowDays!.Value));
        Assert.Equal((14_000, 6_000), (without.UsersAfterPlannedDays!.Value, report.UsersAfterPlannedDays!.Value));
        Assert.Equal([14, 21, 28, 42, 56], report.Curve.Select(point => point.Days));
        Assert.Equal(6_000, report.Curve[0].Users);
        Assert.Equal(report.Curve[0].MinimumEffect, report.EffectAfterPlannedDays);
        Assert.True(report.EffectAfterPlannedDays > without.EffectAfterPlannedDays);
        Assert.Empty(report.Warnings);
    }

    [Fact]
    public async Task A_window_that_is_not_shorter_than_the_experiment_is_said()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var report = await worker.PlanAsync(Plan(null, new() { Hours = 14 * 24 }, new PlanBaseline { Mean = 0.2, VisitorsPerDay = 1_000 }));

        Assert.Equal("window-too-long", Assert.Single(report.Warnings).Code);
        Assert.Null(report.EffectAfterPlannedDays);
    }

    [Fact]
    public async Task A_window_without_sense_is_refused()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var report = await worker.PlanAsync(Plan(null, new() { Hours = 0 }, new PlanBaseline { Mean = 0.2 }));

        Assert.Equal("bad-question", Assert.Single(report.Warnings).Code);
    }

    /// <summary>200 users were exposed before the days of the baseline; half of them did it on the first day, the others later.</summary>
    [Theory]
    [InlineData(24, 0.5)]
    [InlineData(96, 1)]
    public async Task The_baseline_has_the_users_whose_window_is_complete_also_from_before_its_days(int hours, double mean)
    {
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures select 7, 'u' || g, now() - interval '28 days 12 hours', true from generate_series(1, 200) as g;
            insert into exposures select 7, 'new' || g, now() - interval '1 hour', true from generate_series(1, 56) as g;
            insert into events select 'u' || g, now() - interval '28 days 12 hours' + g % 2 * interval '3 days', 'x', g
              from generate_series(1, 200) as g;
            """
        );
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var report = await worker.PlanAsync(Plan(shop.Source(worker), new() { Hours = hours }, null));

        Assert.Equal((200L, mean), (report.Baseline.Users, report.Baseline.Mean));
        // New visitors are counted over the days of the baseline.
        Assert.Equal(56, report.Baseline.VisitorsPerDay);
    }

    [Fact]
    public async Task Without_a_complete_window_there_is_no_baseline()
    {
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures select 7, 'u' || g, now() - interval '1 hour', true from generate_series(1, 200) as g;
            """
        );
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var report = await worker.PlanAsync(Plan(shop.Source(worker), new() { Hours = 24 }, null));

        Assert.Null(report.Baseline.Mean);
        var warning = Assert.Single(report.Warnings, one => one.Code == "no-baseline");
        Assert.Contains("(within 1 day after exposure) is complete", warning.Message, StringComparison.Ordinal);
    }

    private static PlanRequest Plan(AnalyticsSource? source, MetricWindow? window, PlanBaseline? baseline) =>
        new()
        {
            Source = source,
            Metric = TestRequest.Metric("m", MetricType.Binomial, "select user_id, timestamp from events").Definition with
            {
                Window = window,
            },
            Variants = [new("on", 50), new("off", 50)],
            Control = "off",
            Baseline = baseline,
            PlannedDays = 14,
        };
}
