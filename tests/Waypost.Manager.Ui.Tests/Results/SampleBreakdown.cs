using System.Text.Json;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Tests.Results;

/// <summary>A breakdown by device of an experiment that began at <see cref="SampleAnalysis.Start"/>: only mobile users gain.</summary>
internal static class SampleBreakdown
{
    public static BreakdownResult Result { get; } =
        new()
        {
            ComputedAt = SampleAnalysis.Start.AddDays(28),
            Window = new(SampleAnalysis.Start, SampleAnalysis.Start.AddDays(28)),
            Column = "device",
            Basis = AnalysisBasis.Fixed,
            Values = 23,
            Levels =
            [
                Level(BreakdownLevelKind.Value, "mobile", 12_000, new(0.4, 1, null)),
                Level(BreakdownLevelKind.Value, "<b>desktop</b>", 6_000, new(1e-6, 4e-6, "alert")),
                Level(BreakdownLevelKind.Other, null, 1_500, new(0.7, 1, null)),
                Level(BreakdownLevelKind.NoValue, null, 500, new(0.5, 1, null)),
            ],
            Metrics =
            [
                new()
                {
                    Metric = "quote-completed",
                    Name = "Quote completed",
                    Type = MetricType.Binomial,
                    Role = MetricRole.Primary,
                    Goal = MetricGoal.Increase,
                    Overall = Estimate(10_000, 0.2, 0.035, 0.001),
                    Levels =
                    [
                        Estimate(6_000, 0.2, 0.058, 0.0001),
                        Estimate(3_000, 0.2, -0.002, 0.83),
                        Estimate(750, 0.21, 0.004, 0.9),
                        Estimate(250, 0.19, null, null) with
                        {
                            Warnings = [new("small-counts", "Few users have the event.")],
                        },
                    ],
                    Interactions = [new("on", 25.1, 2, 3.5e-6, 0.000004)],
                    Sql = "select 1",
                },
                new()
                {
                    Metric = "time-on-form",
                    Name = "Time on form",
                    Type = MetricType.Duration,
                    Role = MetricRole.Secondary,
                    Goal = MetricGoal.Decrease,
                    Warning = new("quantile-by-level", "Quantiles are not broken down."),
                    Sql = "select 1",
                },
            ],
            Warnings = [new("other-values", "device has 23 values.")],
            Sql = "select 1",
        };

    /// <summary>The same users with an overall difference that the levels do not have.</summary>
    public static BreakdownResult Paradox { get; } =
        Result with
        {
            Metrics = [Result.Metrics[0] with { Paradoxes = [new("on", -0.0457, 0.0538, 1, 1e-40)] }],
        };

    public static string Json(BreakdownResult result) => JsonSerializer.Serialize(result, ExperimentsJson.Default.BreakdownResult);

    private static BreakdownLevel Level(BreakdownLevelKind kind, string? name, long users, BreakdownSampleRatio ratio) =>
        new(kind, name, users, users / 20_000d, new Dictionary<string, long> { ["off"] = users / 2, ["on"] = users / 2 }, ratio);

    private static BreakdownEstimate Estimate(long users, double control, double? difference, double? p) =>
        new(
            [new("off", users, control), new("on", users, control + difference)],
            [
                new()
                {
                    Variant = "on",
                    Difference = difference,
                    Relative = difference / control,
                    Interval = difference is { } d ? [d - 0.02, d + 0.02] : null,
                    IntervalRelative = null,
                    PValue = p,
                    PValueAdjusted = p,
                },
            ],
            []
        );
}
