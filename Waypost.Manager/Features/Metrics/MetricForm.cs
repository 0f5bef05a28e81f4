using System.Globalization;
using System.Text.RegularExpressions;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>Reads caps and quantiles as users type them.</summary>
internal static partial class MetricForm
{
    /// <summary>"40000" is a value, "99 %" a percentile, empty text no cap; false for anything else.</summary>
    /// <param name="saved">Kept if the text is unchanged, because a field shows only four decimals.</param>
    public static bool TryParseCap(string text, out MetricCap? cap, MetricCap? saved = null)
    {
        cap = null;
        var typed = text.Trim();
        if (saved is not null && typed == FormatCap(saved))
        {
            cap = saved;
            return true;
        }

        if (typed.Length == 0)
        {
            return true;
        }

        var isPercentile = typed[^1] == '%';
        if (!TryParseNumber(isPercentile ? typed[..^1] : typed, out var number))
        {
            return false;
        }

        cap = isPercentile ? new() { Percentile = ToShare(number) } : new() { Value = number };
        return true;
    }

    /// <summary>"90" or "90 %" is 0.9, empty text no quantile; false for anything else.</summary>
    /// <param name="saved">Kept if the text is unchanged.</param>
    public static bool TryParseQuantile(string text, out double? quantile, double? saved = null)
    {
        quantile = null;
        var typed = text.Trim();
        if (saved is not null && typed == FormatQuantile(saved))
        {
            quantile = saved;
            return true;
        }

        if (typed.Length == 0)
        {
            return true;
        }

        var isNumber = TryParseNumber(typed[^1] == '%' ? typed[..^1] : typed, out var number);
        quantile = ToShare(number);
        return isNumber;
    }

    public static string FormatCap(MetricCap? cap) =>
        cap switch
        {
            { Value: { } value } => value.ToString("0.####", CultureInfo.InvariantCulture),
            { Percentile: { } percentile } => (percentile * 100).ToString("0.####", CultureInfo.InvariantCulture) + " %",
            _ => "",
        };

    public static string FormatQuantile(double? quantile) => (quantile * 100)?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";

    /// <summary>40000, 40,000 and 40 000 are the same. A comma that is not before three digits is a decimal separator.</summary>
    private static bool TryParseNumber(string text, out double number)
    {
        var typed = text.Trim();
        typed = GroupedDigits().IsMatch(typed) ? Separators().Replace(typed, "") : typed.Replace(',', '.');
        return double.TryParse(typed, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    /// <summary>In decimals: 99.999 % is 0.99999, where a division of binary numbers gives 0.9999900000000001.</summary>
    private static double ToShare(double percent) => percent is >= 0 and < 1_000 ? (double)((decimal)percent / 100) : percent / 100;

    [GeneratedRegex(@"^[1-9]\d{0,2}([,\s\u00a0\u202f]\d{3})+(\.\d+)?$")]
    private static partial Regex GroupedDigits();

    [GeneratedRegex(@"[,\s\u00a0\u202f]")]
    private static partial Regex Separators();
}
