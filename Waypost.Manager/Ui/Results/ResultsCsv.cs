using System.Text;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Results;

/// <summary>An analysis as CSV (RFC 4180), one line per metric and comparison, with numbers in full precision.</summary>
internal static class ResultsCsv
{
    private static readonly string[] Header =
    [
        "metric",
        "name",
        "type",
        "role",
        "goal",
        "variant",
        "control",
        "users_variant",
        "users_control",
        "mean_variant",
        "mean_control",
        "difference",
        "difference_low",
        "difference_high",
        "relative",
        "relative_low",
        "relative_high",
        "method",
        "statistic",
        "degrees_of_freedom",
        "p_value",
        "p_value_adjusted",
        "always_valid_low",
        "always_valid_high",
        "always_valid_p",
        "decision",
        "margin_kind",
        "margin_relative",
        "margin_absolute",
        "margin_low",
        "margin_high",
        "margin_p",
        "margin_verdict",
        "window_delay_hours",
        "window_hours",
        "users_open_variant",
        "users_open_control",
        "warnings",
    ];

    public static string Create(AnalysisResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var csv = new StringBuilder();
        Csv.AppendLine(csv, Header);
        foreach (var metric in result.Metrics)
        {
            foreach (var comparison in metric.Comparisons)
            {
                Csv.AppendLine(csv, ComparisonCells(metric, comparison));
            }

            // The steps of a funnel have the metric's key, and their own name and role.
            foreach (var step in metric.Steps ?? [])
            {
                var asMetric = metric with { Name = step.Name, Variants = step.Variants, Warnings = step.Warnings };
                foreach (var comparison in step.Comparisons)
                {
                    Csv.AppendLine(csv, ComparisonCells(asMetric, comparison, "step"));
                }
            }

            if (metric.Comparisons.Count == 0)
            {
                Csv.AppendLine(
                    csv,
                    [
                        metric.Metric,
                        metric.Name,
                        ToWords(metric.Type),
                        ToWords(metric.Role),
                        ToWords(metric.Goal),
                        .. Enumerable.Repeat("", Header.Length - 6),
                        JoinWarnings(metric),
                    ]
                );
            }
        }

        return csv.ToString();
    }

    private static string[] ComparisonCells(MetricResult metric, Comparison comparison, string? role = null)
    {
        var (test, control) = (FindVariant(metric, comparison.Variant), FindVariant(metric, comparison.Control));
        return
        [
            metric.Metric,
            metric.Name,
            ToWords(metric.Type),
            role ?? ToWords(metric.Role),
            ToWords(metric.Goal),
            comparison.Variant,
            comparison.Control,
            Csv.Text(test?.Users),
            Csv.Text(control?.Users),
            Csv.Text(test?.Mean),
            Csv.Text(control?.Mean),
            Csv.Text(comparison.Difference),
            Csv.Text(comparison.IntervalAbsolute?[0]),
            Csv.Text(comparison.IntervalAbsolute?[1]),
            Csv.Text(comparison.Relative),
            Csv.Text(comparison.IntervalRelative?[0]),
            Csv.Text(comparison.IntervalRelative?[1]),
            comparison.Method,
            Csv.Text(comparison.Statistic),
            Csv.Text(comparison.DegreesOfFreedom),
            FormatPValue(comparison.PValue),
            FormatPValue(comparison.PValueAdjusted),
            Csv.Text(comparison.AlwaysValid?.Interval[0]),
            Csv.Text(comparison.AlwaysValid?.Interval[1]),
            FormatPValue(comparison.AlwaysValid?.PValue),
            ToWords(comparison.Decision),
            .. MarginCells(comparison.Margin),
            Csv.Text(metric.Window?.DelayHours),
            Csv.Text(metric.Window?.Hours),
            Csv.Text(test?.OpenUsers),
            Csv.Text(control?.OpenUsers),
            JoinWarnings(metric, comparison.Margin),
        ];
    }

    private static string[] MarginCells(MarginResult? margin) =>
        margin is null
            ? ["", "", "", "", "", "", ""]
            :
            [
                ToWords(margin.Margin.Kind),
                Csv.Text(margin.Margin.Relative),
                Csv.Text(margin.Absolute),
                Csv.Text(margin.Interval?[0]),
                Csv.Text(margin.Interval?[1]),
                Csv.Text(margin.PValue),
                margin.Verdict is { } verdict ? ToWords(verdict) : "",
            ];

    private static VariantResult? FindVariant(MetricResult metric, string variant) =>
        metric.Variants.FirstOrDefault(result => result.Variant == variant);

    private static string JoinWarnings(MetricResult metric, MarginResult? margin = null) =>
        string.Join(" ", metric.Warnings.Append(margin?.Warning).OfType<AnalysisWarning>().Select(warning => warning.Message).Distinct());

    // Below the smallest normal number a p-value has lost its digits, or is 0, which no p-value is.
    private static string FormatPValue(double? p) => p < NumberFormat.SmallestP ? "<1E-308" : Csv.Text(p);

    private static string ToWords<T>(T value)
        where T : struct, Enum =>
        string.Concat(
            value
                .ToString()
                .Select(
                    (letter, i) =>
                        char.IsUpper(letter) && i > 0 ? " " + char.ToLowerInvariant(letter) : char.ToLowerInvariant(letter).ToString()
                )
        );
}
