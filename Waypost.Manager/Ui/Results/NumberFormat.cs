using System.Globalization;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Results;

/// <summary>
/// Formats the numbers of an analysis: three significant digits, a real minus sign, and a no-break space before the unit. A
/// value that is not 0 is never shown as 0.
/// </summary>
internal static class NumberFormat
{
    public const string NotAvailable = "–";

    /// <summary>A p-value below this is only known to be below it.</summary>
    public const double SmallestP = 1e-308;

    private const char Nbsp = '\u00a0';
    private const string Minus = "\u2212";
    private const double TinyP = 0.0001;

    public static string Count(long count) => WithRealMinus(count.ToString("N0", CultureInfo.InvariantCulture));

    /// <summary>0.1234 → "12.3 %".</summary>
    public static string Percent(double share) => Number(share * 100) + Nbsp + "%";

    /// <summary>A probability in per cent: never 0 or 100 %, because no estimate is certain.</summary>
    public static string Probability(double probability) =>
        probability switch
        {
            > 0.999 => "> 99.9" + Nbsp + "%",
            < 0.001 => "< 0.1" + Nbsp + "%",
            _ => Measured(probability * 100) + Nbsp + "%",
        };

    /// <summary>0.081 → "+8.1 %": a change relative to control.</summary>
    public static string Lift(double relative) => PlusSign(relative) + Measured(relative * 100) + Nbsp + "%";

    /// <summary>A mean, or whatever else the metric compares, in the metric's unit.</summary>
    public static string Value(MetricType type, double value) =>
        type switch
        {
            MetricType.Binomial => Measured(value * 100) + Nbsp + "%",
            MetricType.Duration => Duration(value),
            MetricType.Revenue => Money(value),
            _ => Measured(value),
        };

    /// <summary>A difference with its sign in the metric's unit; percentage points for proportions.</summary>
    public static string Difference(MetricType type, double difference) =>
        PlusSign(difference)
        + type switch
        {
            MetricType.Binomial => Measured(difference * 100) + Nbsp + "pp",
            _ => Value(type, difference),
        };

    public static string LiftInterval(IReadOnlyList<double> interval) => $"{Lift(interval[0])} to {Lift(interval[1])}";

    public static string DifferenceInterval(MetricType type, IReadOnlyList<double> interval) =>
        $"{Difference(type, interval[0])} to {Difference(type, interval[1])}";

    /// <summary>"0.0423", "0.27", "&lt; 0.0001": four decimals where they may decide, never 0.</summary>
    public static string PValue(double p) =>
        p switch
        {
            < TinyP => "< 0.0001",
            < 0.1 => p.ToString("0.0000", CultureInfo.InvariantCulture),
            > 0.995 => "> 0.99",
            _ => p.ToString("0.00", CultureInfo.InvariantCulture),
        };

    /// <summary>"p = 0.0423", "p &lt; 0.0001".</summary>
    public static string PValueWithSymbol(double p) => PValue(p) is ['<' or '>', ..] text ? "p " + text : "p = " + PValue(p);

    /// <summary>Three significant digits, thousands separators, no trailing zeros: for numbers that a person chose.</summary>
    public static string Number(double value) => Format(value, '#');

    /// <summary>The same with trailing zeros, which show the precision of a measurement: 1.80 beside 1.78.</summary>
    public static string Measured(double value) => Format(value, Math.Abs(value - Math.Round(value)) < 1e-9 ? '#' : '0');

    private static string Format(double value, char digit)
    {
        if (!double.IsFinite(value))
        {
            return NotAvailable;
        }

        var size = Math.Abs(value);
        var text = size switch
        {
            0 => "0",
            >= 1000 => value.ToString("N0", CultureInfo.InvariantCulture),
            < 1e-6 => value.ToString("0.##e0", CultureInfo.InvariantCulture),
            _ => value.ToString("0." + new string(digit, Math.Max(0, 2 - (int)Math.Floor(Math.Log10(size)))), CultureInfo.InvariantCulture),
        };
        return WithRealMinus(text);
    }

    /// <summary>Seconds → "48.3 s", "2 min 05 s", "1 h 04 min".</summary>
    public static string Duration(double seconds)
    {
        var size = Math.Abs(seconds);
        var whole = (long)Math.Round(Math.Min(size, 1e12));
        var text = whole switch
        {
            < 60 => Measured(size) + Nbsp + "s",
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{whole / 60}{Nbsp}min{Nbsp}{whole % 60:00}{Nbsp}s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{whole / 3600:N0}{Nbsp}h{Nbsp}{whole % 3600 / 60:00}{Nbsp}min"),
        };
        return (seconds < 0 ? Minus : "") + text;
    }

    // Without a currency symbol: only the analytics database knows the currency.
    private static string Money(double value) =>
        Math.Abs(value) switch
        {
            >= 1000 => WithRealMinus(value.ToString("N0", CultureInfo.InvariantCulture)),
            >= 0.005 or 0 => WithRealMinus(value.ToString("N2", CultureInfo.InvariantCulture)),
            _ => Number(value),
        };

    private static string PlusSign(double value) => value > 0 ? "+" : "";

    private static string WithRealMinus(string text) => text.Replace("-", Minus, StringComparison.Ordinal);
}
