using System.Globalization;
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
        AppendLine(csv, Header);
        foreach (var metric in result.Metrics)
        {
            foreach (var comparison in metric.Comparisons)
            {
                AppendLine(csv, ComparisonCells(metric, comparison));
            }

            // The steps of a funnel have the metric's key, and their own name and role.
            foreach (var step in metric.Steps ?? [])
            {
                var asMetric = metric with { Name = step.Name, Variants = step.Variants, Warnings = step.Warnings };
                foreach (var comparison in step.Comparisons)
                {
                    AppendLine(csv, ComparisonCells(asMetric, comparison, "step"));
                }
            }

            if (metric.Comparisons.Count == 0)
            {
                AppendLine(
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

    /// <summary>
    /// Quotes the cell where needed, and prefixes text that a spreadsheet would run as a formula with an apostrophe (OWASP: CSV
    /// injection).
    /// </summary>
    internal static string EscapeCell(string text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] && !IsNumber(text) ? "'" + text : text;
        return safe.AsSpan().ContainsAny(",\"\r\n;") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
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
            Format(test?.Users),
            Format(control?.Users),
            Format(test?.Mean),
            Format(control?.Mean),
            Format(comparison.Difference),
            Format(comparison.IntervalAbsolute?[0]),
            Format(comparison.IntervalAbsolute?[1]),
            Format(comparison.Relative),
            Format(comparison.IntervalRelative?[0]),
            Format(comparison.IntervalRelative?[1]),
            comparison.Method,
            Format(comparison.Statistic),
            Format(comparison.DegreesOfFreedom),
            FormatPValue(comparison.PValue),
            FormatPValue(comparison.PValueAdjusted),
            Format(comparison.AlwaysValid?.Interval[0]),
            Format(comparison.AlwaysValid?.Interval[1]),
            FormatPValue(comparison.AlwaysValid?.PValue),
            ToWords(comparison.Decision),
            .. MarginCells(comparison.Margin),
            Format(metric.Window?.DelayHours),
            Format(metric.Window?.Hours),
            Format(test?.OpenUsers),
            Format(control?.OpenUsers),
            JoinWarnings(metric, comparison.Margin),
        ];
    }

    private static string[] MarginCells(MarginResult? margin) =>
        margin is null
            ? ["", "", "", "", "", "", ""]
            :
            [
                ToWords(margin.Margin.Kind),
                Format(margin.Margin.Relative),
                Format(margin.Absolute),
                Format(margin.Interval?[0]),
                Format(margin.Interval?[1]),
                Format(margin.PValue),
                margin.Verdict is { } verdict ? ToWords(verdict) : "",
            ];

    private static void AppendLine(StringBuilder csv, IEnumerable<string> cells) =>
        csv.AppendJoin(',', cells.Select(EscapeCell)).Append("\r\n");

    private static VariantResult? FindVariant(MetricResult metric, string variant) =>
        metric.Variants.FirstOrDefault(result => result.Variant == variant);

    private static string JoinWarnings(MetricResult metric, MarginResult? margin = null) =>
        string.Join(" ", metric.Warnings.Append(margin?.Warning).OfType<AnalysisWarning>().Select(warning => warning.Message).Distinct());

    private static string Format(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    // Below the smallest normal number a p-value has lost its digits, or is 0, which no p-value is.
    private static string FormatPValue(double? p) => p < NumberFormat.SmallestP ? "<1E-308" : Format(p);

    private static string Format(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

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
