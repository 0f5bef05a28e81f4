using System.Globalization;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Results;

/// <summary>
/// Numbers of an analysis as people read them: three digits that mean something, a real minus, a unit that does not break
/// away. Never more precise than it helps, and never a 0 that is none.
/// </summary>
internal static class Figures
{
    public const string Nothing = "–";

    private const char Space = '\u00a0';
    private const string Minus = "\u2212";
    private const double TinyP = 0.0001;

    public static string Count(long count) => Signed(count.ToString("N0", CultureInfo.InvariantCulture));

    /// <summary>0.1234 → "12.3 %".</summary>
    public static string Share(double share) => Number(share * 100) + Space + "%";

    /// <summary>A probability as a share: never 0 or 100 %, which nothing measured is.</summary>
    public static string Chance(double chance) =>
        chance switch
        {
            > 0.999 => "> 99.9" + Space + "%",
            < 0.001 => "< 0.1" + Space + "%",
            _ => Measured(chance * 100) + Space + "%",
        };

    /// <summary>0.081 → "+8.1 %": a change relative to control.</summary>
    public static string Lift(double relative) => Plus(relative) + Measured(relative * 100) + Space + "%";

    /// <summary>A mean, or whatever the metric compares, in the metric's unit.</summary>
    public static string Value(MetricType type, double value) =>
        type switch
        {
            MetricType.Binomial => Measured(value * 100) + Space + "%",
            MetricType.Duration => Duration(value),
            MetricType.Revenue => Money(value),
            _ => Measured(value),
        };

    /// <summary>A difference in the metric's unit, signed: of proportions in percentage points.</summary>
    public static string Difference(MetricType type, double difference) =>
        Plus(difference)
        + type switch
        {
            MetricType.Binomial => Measured(difference * 100) + Space + "pp",
            _ => Value(type, difference),
        };

    public static string LiftBetween(IReadOnlyList<double> interval) => $"{Lift(interval[0])} to {Lift(interval[1])}";

    public static string Between(MetricType type, IReadOnlyList<double> interval) =>
        $"{Difference(type, interval[0])} to {Difference(type, interval[1])}";

    /// <summary>"0.0423", "0.27", "&lt; 0.0001": four places where they may decide, never 0.</summary>
    public static string P(double p) =>
        p switch
        {
            < TinyP => "< 0.0001",
            < 0.1 => p.ToString("0.0000", CultureInfo.InvariantCulture),
            > 0.995 => "> 0.99",
            _ => p.ToString("0.00", CultureInfo.InvariantCulture),
        };

    /// <summary>"p = 0.0423", "p &lt; 0.0001".</summary>
    public static string PEquals(double p) => P(p) is ['<' or '>', ..] words ? "p " + words : "p = " + P(p);

    /// <summary>Three significant digits, thousands parted, no needless zeros: for figures somebody chose.</summary>
    public static string Number(double value) => Written(value, '#');

    /// <summary>The same with the zeros that say how exactly it was measured: 1.80 beside 1.78.</summary>
    public static string Measured(double value) => Written(value, Math.Abs(value - Math.Round(value)) < 1e-9 ? '#' : '0');

    private static string Written(double value, char place)
    {
        if (!double.IsFinite(value))
        {
            return Nothing;
        }

        var size = Math.Abs(value);
        var text = size switch
        {
            0 => "0",
            >= 1000 => value.ToString("N0", CultureInfo.InvariantCulture),
            < 1e-6 => value.ToString("0.##e0", CultureInfo.InvariantCulture),
            _ => value.ToString("0." + new string(place, Math.Max(0, 2 - (int)Math.Floor(Math.Log10(size)))), CultureInfo.InvariantCulture),
        };
        return Signed(text);
    }

    /// <summary>Seconds → "48.3 s", "2 min 05 s", "1 h 04 min".</summary>
    public static string Duration(double seconds)
    {
        var size = Math.Abs(seconds);
        var whole = (long)Math.Round(Math.Min(size, 1e12));
        var words = whole switch
        {
            < 60 => Measured(size) + Space + "s",
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{whole / 60}{Space}min{Space}{whole % 60:00}{Space}s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{whole / 3600:N0}{Space}h{Space}{whole % 3600 / 60:00}{Space}min"),
        };
        return (seconds < 0 ? Minus : "") + words;
    }

    // Without a currency: the events database knows it, Waypost does not.
    private static string Money(double value) =>
        Math.Abs(value) switch
        {
            >= 1000 => Signed(value.ToString("N0", CultureInfo.InvariantCulture)),
            >= 0.005 or 0 => Signed(value.ToString("N2", CultureInfo.InvariantCulture)),
            _ => Number(value),
        };

    private static string Plus(double value) => value > 0 ? "+" : "";

    private static string Signed(string text) => text.Replace("-", Minus, StringComparison.Ordinal);
}
