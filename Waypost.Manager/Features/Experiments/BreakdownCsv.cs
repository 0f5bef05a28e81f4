using System.Text;
using System.Text.Json;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>A breakdown as CSV, one line per metric, level and variant, after the lines of all users.</summary>
internal static class BreakdownCsv
{
    private static readonly string[] header =
    [
        "column",
        "status",
        "basis",
        "metric",
        "name",
        "role",
        "level_kind",
        "level",
        "level_users",
        "level_share",
        "sample_ratio_p",
        "sample_ratio_p_adjusted",
        "sample_ratio_warning",
        "variant",
        "control",
        "users_variant",
        "users_control",
        "mean_variant",
        "mean_control",
        "difference",
        "difference_low",
        "difference_high",
        "lift",
        "lift_low",
        "lift_high",
        "p_value",
        "p_value_adjusted",
        "levels_differ_p_adjusted",
        "simpsons_paradox",
        "warnings",
    ];

    public static string Create(BreakdownResult result)
    {
        var csv = new StringBuilder();
        Csv.AppendLine(csv, header);
        foreach (var metric in result.Metrics)
        {
            if (metric.Overall is not { } overall)
            {
                Csv.AppendLine(csv, [.. Start(result, metric), .. Enumerable.Repeat("", header.Length - 7), metric.Warning?.Message ?? ""]);
                continue;
            }

            string[] all = ["all", "", Csv.Text(result.Levels.Sum(level => level.Users)), "1", "", "", ""];
            AppendLines(csv, metric, [.. Start(result, metric), .. all], overall);
            foreach (var (level, estimate) in result.Levels.Zip(metric.Levels))
            {
                string[] cells =
                [
                    JsonNamingPolicy.CamelCase.ConvertName(level.Kind.ToString()),
                    level.Name ?? "",
                    Csv.Text(level.Users),
                    Csv.Text(level.Share),
                    Csv.Text(level.SampleRatio?.PValue),
                    Csv.Text(level.SampleRatio?.PValueAdjusted),
                    level.SampleRatio?.Warning ?? "",
                ];
                AppendLines(csv, metric, [.. Start(result, metric), .. cells], estimate);
            }
        }

        return csv.ToString();
    }

    private static string[] Start(BreakdownResult result, BreakdownMetric metric) =>
        [result.Column, "exploratory", result.Basis, metric.Metric, metric.Name, metric.Role.ToString().ToLowerInvariant()];

    private static void AppendLines(StringBuilder csv, BreakdownMetric metric, string[] start, BreakdownEstimate estimate)
    {
        var control = estimate.Variants[0];
        foreach (var compared in estimate.Comparisons)
        {
            var test = estimate.Variants.FirstOrDefault(variant => variant.Variant == compared.Variant);
            var interaction = metric.Interactions.FirstOrDefault(one => one.Variant == compared.Variant);
            Csv.AppendLine(
                csv,
                [
                    .. start,
                    compared.Variant,
                    control.Variant,
                    Csv.Text(test?.Users),
                    Csv.Text(control.Users),
                    Csv.Text(test?.Mean),
                    Csv.Text(control.Mean),
                    Csv.Text(compared.Difference),
                    Csv.Text(compared.Interval?[0]),
                    Csv.Text(compared.Interval?[1]),
                    Csv.Text(compared.Relative),
                    Csv.Text(compared.IntervalRelative?[0]),
                    Csv.Text(compared.IntervalRelative?[1]),
                    Csv.Text(compared.PValue),
                    Csv.Text(compared.PValueAdjusted),
                    Csv.Text(interaction?.PValueAdjusted),
                    metric.Paradoxes.Any(one => one.Variant == compared.Variant) ? "yes" : "no",
                    string.Join(' ', estimate.Warnings.Select(warning => warning.Message)),
                ]
            );
        }
    }
}
