using System.Globalization;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>Caps and quantiles as people type them.</summary>
internal static class MetricForm
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
        if (!TryNumber(typed.TrimEnd('%'), out var number))
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
        var typed = text.Trim().TrimEnd('%');
        if (typed.Length == 0)
        {
            return true;
        }

        var read = TryNumber(typed, out var number);
        quantile = number / 100;
        return read;
    }

    public static string Words(MetricCap? cap) => cap switch
    {
        { Value: { } value } => value.ToString("0.####", CultureInfo.InvariantCulture),
        { Percentile: { } percentile } => (percentile * 100).ToString("0.####", CultureInfo.InvariantCulture) + " %",
        _ => "",
    };

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text.Trim().Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
