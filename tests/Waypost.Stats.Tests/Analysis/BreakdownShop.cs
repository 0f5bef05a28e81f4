using Microsoft.Extensions.DependencyInjection;
using Waypost.Stats.Analysis;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>Breaks down by the exposures' text column, named device.</summary>
internal static class BreakdownShop
{
    public const string WithDevice = "select experiment_id, user_id, timestamp, treatment, variant as device from exposures";

    /// <summary>
    /// 3,000 users of four levels, half of them in each variant. The test variant helps on mobile only. A second exposure has another
    /// value.
    /// </summary>
    public static Task FillDevicesAsync(this ShopDatabase shop) =>
        shop.ExecuteAsync(
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
            insert into events select 'u' || g, timestamptz '2026-03-10 12:00Z', 'step', null
              from generate_series(1, 3000) as g where g % 3 > 0;
            """
        );

    public static BreakdownRequest Request(
        this ShopDatabase shop,
        StatsWorkerHost worker,
        IReadOnlyList<ExperimentMetric> metrics,
        string exposuresQuery = WithDevice
    ) =>
        new()
        {
            ExperimentId = 7,
            Source = shop.Source(worker, exposuresQuery),
            Column = "device",
            From = TestRequest.Start,
            To = TestRequest.End,
            PlannedEnd = TestRequest.End,
            PlannedUsers = 2000,
            Control = "off",
            Variants = [new("on", 50), new("off", 50)],
            Metrics = metrics,
        };

    public static Task<BreakdownResult> BreakDownAsync(this StatsWorkerHost worker, BreakdownRequest request) =>
        worker
            .Services.GetRequiredService<BreakdownJob>()
            .ComputeAsync(request, _ => Task.CompletedTask, TestContext.Current.CancellationToken);

    public static BreakdownEstimate Of(this BreakdownResult result, string? level, int metric = 0) =>
        result.Metrics[metric].Levels[result.Levels.ToList().FindIndex(one => one.Name == level && one.Kind == KindOf(level))];

    private static BreakdownLevelKind KindOf(string? level) => level is null ? BreakdownLevelKind.NoValue : BreakdownLevelKind.Value;
}
