using System.Globalization;
using System.Text;
using Waypost.Manager.Ui.Results;

namespace Waypost.Manager.Features.Experiments;

/// <summary>The history of a metric as CSV, one line per analysis, variant and basis.</summary>
internal static class HistoryCsv
{
    private static readonly string[] header =
    [
        "metric",
        "analysis",
        "analyzed_at",
        "data_until",
        "basis",
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
        "always_valid_p",
        "fixed_p",
        "fixed_lift_low",
        "fixed_lift_high",
        "decision",
    ];

    public static string Create(string metric, IReadOnlyList<LookView> looks)
    {
        var csv = new StringBuilder();
        Append(csv, header);
        foreach (var look in looks)
        {
            Append(
                csv,
                [
                    metric,
                    Text(look.Analysis),
                    Text(look.AnalyzedAt),
                    Text(look.DataUntil),
                    look.Basis,
                    look.Variant,
                    look.Control,
                    Text(look.Users),
                    Text(look.ControlUsers),
                    Text(look.Mean),
                    Text(look.ControlMean),
                    Text(look.Difference),
                    Text(look.DifferenceInterval?[0]),
                    Text(look.DifferenceInterval?[1]),
                    Text(look.Lift),
                    Text(look.LiftInterval?[0]),
                    Text(look.LiftInterval?[1]),
                    Text(look.AlwaysValidP),
                    Text(look.FixedP),
                    Text(look.FixedLiftInterval?[0]),
                    Text(look.FixedLiftInterval?[1]),
                    look.Decision,
                ]
            );
        }

        return csv.ToString();
    }

    private static void Append(StringBuilder csv, IEnumerable<string> cells) =>
        csv.AppendJoin(',', cells.Select(ResultsCsv.EscapeCell)).Append("\r\n");

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Text(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
