using Waypost.Manager.Ui;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>What a metric measures, as text.</summary>
internal static class MetricText
{
    public static readonly (MetricType Type, string Value, string Label, string Hint, string Columns)[] Types =
    [
        (MetricType.Binomial, "binomial", "Binomial: did it happen?", "The share of users with at least one event.", "user_id, timestamp"),
        (
            MetricType.Count,
            "count",
            "Count: how often?",
            "Events per user, or the sum of value.",
            "user_id, timestamp, and value to sum it instead of counting"
        ),
        (MetricType.Duration, "duration", "Duration: how long?", "Seconds per user.", "user_id, timestamp, value in seconds"),
        (MetricType.Revenue, "revenue", "Revenue: how much?", "Money per user, in your currency.", "user_id, timestamp, value"),
    ];

    public static string Type(MetricView metric)
    {
        var type = metric.Type switch
        {
            MetricType.Binomial => "Share of users",
            MetricType.Count => "Count per user",
            MetricType.Duration => "Time per user",
            _ => "Revenue per user",
        };
        var measured = metric switch
        {
            { Steps: { Count: > 0 } steps } => $"Share of users who complete {steps.Count + 1} steps in order",
            { DenominatorQuery: not null } => "Ratio of sums, " + metric.Type.ToString().ToLowerInvariant(),
            { Quantile: { } quantile } => $"{type}, {NumberFormat.Percent(quantile)} quantile",
            { Cap.Value: { } cap } => $"{type}, capped at {NumberFormat.Value(metric.Type, cap)}",
            { Cap.Percentile: { } percentile } => $"{type}, top {NumberFormat.Percent(1 - percentile)} capped",
            _ => type,
        };
        return metric.Window is { } window
            ? $"{measured}, {WindowText.Of(window, metric.Steps is null ? metric.Type : MetricType.Count)}"
            : measured;
    }

    public static string Goal(MetricGoal goal) => goal == MetricGoal.Increase ? "higher is better" : "lower is better";

    public static string Uses(IReadOnlyList<MetricUsage> usedBy) =>
        usedBy.Count switch
        {
            0 => "not used",
            1 => usedBy[0].Name,
            _ => $"{usedBy[0].Name} and {Plural.Of(usedBy.Count - 1, "more", "more")}",
        };
}
