using Waypost.Manager.Ui;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>What a metric measures, in words.</summary>
internal static class MetricWords
{
    public static readonly (MetricType Type, string Value, string Word, string Hint, string Columns)[] Types =
    [
        (MetricType.Binomial, "binomial", "Did it happen?", "Share of users with at least one event.", "user_id, timestamp"),
        (
            MetricType.Count,
            "count",
            "How often?",
            "Events per user, or the sum of value.",
            "user_id, timestamp, and value if something is summed"
        ),
        (MetricType.Duration, "duration", "How long?", "Seconds per user.", "user_id, timestamp, value in seconds"),
        (MetricType.Revenue, "revenue", "How much?", "Money per user, in your currency.", "user_id, timestamp, value"),
    ];

    public static string Type(MetricView metric)
    {
        var word = metric.Type switch
        {
            MetricType.Binomial => "Share of users",
            MetricType.Count => "Count per user",
            MetricType.Duration => "Time per user",
            _ => "Revenue per user",
        };
        return metric switch
        {
            { DenominatorQuery: not null } => "Ratio of sums, " + metric.Type.ToString().ToLowerInvariant(),
            { Quantile: { } quantile } => $"{word}, {Figures.Share(quantile)} quantile",
            { Cap.Value: { } cap } => $"{word}, capped at {Figures.Value(metric.Type, cap)}",
            { Cap.Percentile: { } percentile } => $"{word}, capped at the top {Figures.Share(1 - percentile)}",
            _ => word,
        };
    }

    public static string Goal(MetricGoal goal) => goal == MetricGoal.Increase ? "more is better" : "less is better";

    public static string Uses(IReadOnlyList<MetricUsage> usedBy) =>
        usedBy.Count switch
        {
            0 => "nothing yet",
            1 => usedBy[0].Name,
            _ => $"{usedBy[0].Name} and {Plural.Of(usedBy.Count - 1, "more", "more")}",
        };
}
