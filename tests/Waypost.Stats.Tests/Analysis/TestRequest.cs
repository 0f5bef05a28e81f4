using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Waypost.Stats.Analysis;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>Builds requests as the manager does, with defaults for what a test does not depend on.</summary>
internal static class TestRequest
{
    public static readonly DateTimeOffset Start = At("2026-03-01 00:00");
    public static readonly DateTimeOffset End = At("2026-03-15 00:00");

    public static DateTimeOffset At(string utc) => DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static ExperimentMetric Metric(string key, MetricType type, string query, MetricRole role = MetricRole.Primary) =>
        new()
        {
            Definition = new()
            {
                Key = key,
                Name = key,
                Type = type,
                Query = query,
            },
            Role = role,
        };

    public static ExperimentMetric With(this ExperimentMetric metric, Func<MetricDefinition, MetricDefinition> change) =>
        metric with
        {
            Definition = change(metric.Definition),
        };

    public static AnalysisRequest For(AnalyticsSource source, params IReadOnlyList<ExperimentMetric> metrics) =>
        new()
        {
            ExperimentId = 7,
            Source = source,
            From = Start,
            To = End,
            PlannedEnd = End,
            PlannedUsers = 2000,
            Control = "off",
            Variants = [new("on", 50), new("off", 50)],
            Metrics = metrics,
        };

    public static Task<AnalysisResult> AnalyseAsync(this StatsWorkerHost worker, AnalysisRequest request) =>
        worker
            .Services.GetRequiredService<AnalysisJob>()
            .AnalyseAsync(request, (_, _, _) => Task.CompletedTask, TestContext.Current.CancellationToken);
}
