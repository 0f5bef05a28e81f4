using System.Globalization;
using System.Text.RegularExpressions;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>Parses caps and quantiles as people type them.</summary>
internal static partial class MetricForm
{
    /// <summary>"40000" is a value, "99 %" a percentile, nothing no cap; false for anything else.</summary>
    public static bool TryCap(string text, out MetricCap? cap)
    {
        cap = null;
        var typed = text.Trim();
        if (typed.Length == 0)
        {
            return true;
        }

        var percentile = typed[^1] == '%';
        if (!TryNumber(percentile ? typed[..^1] : typed, out var number))
        {
            return false;
        }

        cap = percentile ? new() { Percentile = number / 100 } : new() { Value = number };
        return true;
    }

    /// <summary>"90" or "90 %" → 0.9; nothing → none.</summary>
    public static bool TryQuantile(string text, out double? quantile)
    {
        quantile = null;
        var typed = text.Trim();
        if (typed.Length == 0)
        {
            return true;
        }

        var read = TryNumber(typed[^1] == '%' ? typed[..^1] : typed, out var number);
        quantile = number / 100;
        return read;
    }

    public static string Words(MetricCap? cap) =>
        cap switch
        {
            { Value: { } value } => value.ToString("0.####", CultureInfo.InvariantCulture),
            { Percentile: { } percentile } => (percentile * 100).ToString("0.####", CultureInfo.InvariantCulture) + " %",
            _ => "",
        };

    /// <summary>40000, 40,000 and 40 000 are the same; a comma that is not followed by three digits is a decimal one.</summary>
    private static bool TryNumber(string text, out double number)
    {
        var typed = text.Trim();
        typed = Grouped().IsMatch(typed) ? Separators().Replace(typed, "") : typed.Replace(',', '.');
        return double.TryParse(typed, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    [GeneratedRegex(@"^[1-9]\d{0,2}([,\s\u00a0\u202f]\d{3})+(\.\d+)?$")]
    private static partial Regex Grouped();

    [GeneratedRegex(@"[,\s\u00a0\u202f]")]
    private static partial Regex Separators();
}
