using System.Text.Json;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Tests.Results;

/// <summary>Nightly analyses of an experiment that began at <see cref="SampleAnalysis.Start"/>, and its days of first exposure.</summary>
internal static class SampleHistory
{
    /// <summary>The planned 28 days by the fixed test, and all data until two days later.</summary>
    public static AnalysisResult AfterThePlannedEnd =>
        SampleAnalysis.Of(Metric(28, 0.11, 0.15)) with
        {
            AnalyzedAt = SampleAnalysis.Start.AddDays(30),
            Later = Until(30),
        };

    public static NoveltyResult Novelty { get; } =
        new()
        {
            ComputedAt = SampleAnalysis.Start.AddDays(28),
            Window = new(SampleAnalysis.Start, SampleAnalysis.Start.AddDays(28)),
            TimeZone = "UTC",
            Metrics =
            [
                new("quote-completed", "Quote completed", MetricType.Binomial, [.. Enumerable.Range(0, 28).Select(Day)]),
                new("time-on-form", "Time on form", MetricType.Duration, [], new("query-failed", "The query failed: too slow.")),
            ],
        };

    /// <summary>The analysis of so many days: the lift starts high, and its interval narrows around 10 %.</summary>
    public static AnalysisResult Until(int days)
    {
        var (lift, half) = (0.1 + (0.15 / days), 0.9 / Math.Sqrt(days));
        return SampleAnalysis.Running(Metric(days, lift, half)) with
        {
            AnalyzedAt = SampleAnalysis.Start.AddDays(days),
            Window = new(SampleAnalysis.Start, SampleAnalysis.Start.AddDays(days)),
        };
    }

    public static string Json(NoveltyResult result) => JsonSerializer.Serialize(result, ExperimentsJson.Default.NoveltyResult);

    private static NoveltyDay Day(int day)
    {
        var difference = 0.03 + (0.05 / (day + 1));
        return new(
            DateOnly.FromDateTime(SampleAnalysis.Start.UtcDateTime).AddDays(day),
            [new("off", 364, 0.2), new("on", 360, 0.2 + difference)],
            [new("on", difference, [difference - 0.06, difference + 0.06])]
        );
    }

    private static MetricResult Metric(int days, double lift, double half) =>
        SampleAnalysis.Metric with
        {
            Variants = [.. SampleAnalysis.Metric.Variants.Select(variant => variant with { Users = variant.Users * days / 28 })],
            Comparisons =
            [
                SampleAnalysis.Comparison with
                {
                    Difference = lift * 0.2,
                    Relative = lift,
                    IntervalRelative = [lift - 0.08, lift + 0.08],
                    AlwaysValid = new([(lift - half) * 0.2, (lift + half) * 0.2], 0.04) { IntervalRelative = [lift - half, lift + half] },
                },
            ],
        };
}
