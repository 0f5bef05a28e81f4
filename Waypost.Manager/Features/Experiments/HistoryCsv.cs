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
        Csv.AppendLine(csv, header);
        foreach (var look in looks)
        {
            Csv.AppendLine(
                csv,
                [
                    metric,
                    Csv.Text(look.Analysis),
                    Text(look.AnalyzedAt),
                    Text(look.DataUntil),
                    look.Basis,
                    look.Variant,
                    look.Control,
                    Csv.Text(look.Users),
                    Csv.Text(look.ControlUsers),
                    Csv.Text(look.Mean),
                    Csv.Text(look.ControlMean),
                    Csv.Text(look.Difference),
                    Csv.Text(look.DifferenceInterval?[0]),
                    Csv.Text(look.DifferenceInterval?[1]),
                    Csv.Text(look.Lift),
                    Csv.Text(look.LiftInterval?[0]),
                    Csv.Text(look.LiftInterval?[1]),
                    Csv.Text(look.AlwaysValidP),
                    Csv.Text(look.FixedP),
                    Csv.Text(look.FixedLiftInterval?[0]),
                    Csv.Text(look.FixedLiftInterval?[1]),
                    look.Decision,
                ]
            );
        }

        return csv.ToString();
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
