using System.Globalization;
using Waypost.Flags;

namespace Waypost.Manager.Ui;

/// <summary>Weights as percentages with up to three decimals, the precision of a weight.</summary>
public static class Percent
{
    private const int PerPercent = WeightedVariant.Total / 100;
    private const char NoBreakSpace = '\u00a0';

    /// <summary>25000 → "25 %".</summary>
    public static string Of(int weight) => Number(weight) + NoBreakSpace + "%";

    /// <summary>25000 → "25", for an input.</summary>
    public static string Number(int weight) => ((decimal)weight / PerPercent).ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>25000 → 25.0, as the API takes it.</summary>
    public static double Exact(int weight) => (double)weight / PerPercent;

    /// <summary>Reads "25", "12,5" or "12.5 %"; false for anything else.</summary>
    public static bool TryParse(string? text, out int weight)
    {
        weight = 0;
        var plain = (text ?? "").Trim().TrimEnd('%').TrimEnd().Replace(',', '.');
        if (
            !decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            || percent is < 0 or > 100
        )
        {
            return false;
        }

        weight = (int)(percent * PerPercent);
        return weight == percent * PerPercent;
    }
}
