using Microsoft.Extensions.DependencyInjection;
using Waypost.Stats.Analysis;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>Breaks down by the exposures' text column, named device.</summary>
internal static class BreakdownShop
{
    public const string WithDevice = "select experiment_id, user_id, timestamp, treatment, variant as device from exposures";

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
