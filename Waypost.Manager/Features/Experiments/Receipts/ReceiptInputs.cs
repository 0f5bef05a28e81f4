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
        "period,metric,variant,users,converted,mean,variance,skewness,sum,denominator_sum,null_values,cap,users_capped,cuped_theta\r\n";

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
            Csv.AppendLine(csv, [period, "", variant, Csv.Text(users), .. Enumerable.Repeat("", 10)]);
        }

        foreach (var metric in result.Metrics.SelectMany(metric => FunnelSteps.Of(metric).Prepend(metric)))
        {
            foreach (var variant in metric.Variants)
            {
                Csv.AppendLine(
                    csv,
                    period,
                    metric.Metric,
                    variant.Variant,
                    Csv.Text(variant.Users),
                    Csv.Text(variant.Converted),
                    Csv.Text(variant.Mean),
                    Csv.Text(variant.Variance),
                    Csv.Text(variant.Skewness),
                    Csv.Text(variant.Sum),
                    Csv.Text(variant.DenominatorSum),
                    Csv.Text(variant.NullValues),
                    Csv.Text(metric.Cap?.Cap),
                    Csv.Text(metric.Cap?.Users),
                    Csv.Text(metric.Cuped?.Theta)
                );
            }
        }
    }
}
