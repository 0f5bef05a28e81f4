using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments.Receipts;

/// <summary>
/// The aggregated numbers that the statistics started from, as CSV: one line per period, metric and variant. Two results with the same
/// hash started from the same numbers. Pure.
/// </summary>
internal static class ReceiptInputs
{
    private const string Header =
        "period,metric,variant,users,converted,mean,variance,skewness,sum,denominator_sum,null_values,cap,users_capped,cuped_theta\n";

    public static string Create(AnalysisResult result)
    {
        var csv = new StringBuilder(Header);
        Append(csv, "analysed", result);
        if (result.Later is { } later)
        {
            Append(csv, "later", later);
        }

        return csv.ToString();
    }

    /// <summary>"sha256:" and 64 hexadecimal digits, of the text in UTF-8.</summary>
    public static string Hash(string inputs) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(inputs)));

    private static void Append(StringBuilder csv, string period, AnalysisResult result)
    {
        foreach (var (variant, users) in result.Exposures.ByVariant)
        {
            AppendLine(csv, [period, "", variant, Text(users), .. Enumerable.Repeat("", 10)]);
        }

        foreach (var metric in result.Metrics.SelectMany(metric => FunnelSteps.Of(metric).Prepend(metric)))
        {
            foreach (var variant in metric.Variants)
            {
                AppendLine(
                    csv,
                    period,
                    metric.Metric,
                    variant.Variant,
                    Text(variant.Users),
                    Text(variant.Converted),
                    Text(variant.Mean),
                    Text(variant.Variance),
                    Text(variant.Skewness),
                    Text(variant.Sum),
                    Text(variant.DenominatorSum),
                    Text(variant.NullValues),
                    Text(metric.Cap?.Cap),
                    Text(metric.Cap?.Users),
                    Text(metric.Cuped?.Theta)
                );
            }
        }
    }

    private static void AppendLine(StringBuilder csv, params IEnumerable<string> cells) =>
        csv.AppendJoin(',', cells.Select(CsvCell.Escape)).Append('\n');

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Text(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
