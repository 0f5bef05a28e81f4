using System.Globalization;
using System.Text;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Results;

/// <summary>An analysis as CSV (RFC 4180), one line per metric and comparison, numbers in full.</summary>
internal static class ResultsCsv
{
    private static readonly string[] Head =
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
        "warnings",
    ];

    public static string Of(AnalysisResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var csv = new StringBuilder();
        Line(csv, Head);
        foreach (var metric in result.Metrics)
        {
            foreach (var comparison in metric.Comparisons)
            {
                Line(csv, Cells(metric, comparison));
            }

            if (metric.Comparisons.Count == 0)
            {
                Line(
                    csv,
                    [
                        metric.Metric,
                        metric.Name,
                        Word(metric.Type),
                        Word(metric.Role),
                        Word(metric.Goal),
                        .. Enumerable.Repeat("", Head.Length - 6),
                        Warnings(metric),
                    ]
                );
            }
        }

        return csv.ToString();
    }

    /// <summary>
    /// Quoted where needed; text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP: CSV injection).
    /// </summary>
    internal static string Cell(string text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] && !IsNumber(text) ? "'" + text : text;
        return safe.AsSpan().ContainsAny(",\"\r\n;") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static string[] Cells(MetricResult metric, Comparison c)
    {
        var (test, control) = (Arm(metric, c.Variant), Arm(metric, c.Control));
        return
        [
            metric.Metric,
            metric.Name,
            Word(metric.Type),
            Word(metric.Role),
            Word(metric.Goal),
            c.Variant,
            c.Control,
            Number(test?.Users),
            Number(control?.Users),
            Number(test?.Mean),
            Number(control?.Mean),
            Number(c.Difference),
            Number(c.IntervalAbsolute?[0]),
            Number(c.IntervalAbsolute?[1]),
            Number(c.Relative),
            Number(c.IntervalRelative?[0]),
            Number(c.IntervalRelative?[1]),
            c.Method,
            Number(c.Statistic),
            Number(c.DegreesOfFreedom),
            Number(c.PValue),
            Number(c.PValueAdjusted),
            Number(c.AlwaysValid?.Interval[0]),
            Number(c.AlwaysValid?.Interval[1]),
            Number(c.AlwaysValid?.PValue),
            Word(c.Decision),
            Warnings(metric),
        ];
    }

    private static void Line(StringBuilder csv, IEnumerable<string> cells) => csv.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    private static VariantResult? Arm(MetricResult metric, string variant) => metric.Variants.FirstOrDefault(arm => arm.Variant == variant);

    private static string Warnings(MetricResult metric) => string.Join(" ", metric.Warnings.Select(warning => warning.Message));

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static string Word<T>(T value)
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
