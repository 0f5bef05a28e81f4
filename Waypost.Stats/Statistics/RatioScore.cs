namespace Waypost.Stats.Statistics;

/// <summary>
/// Score test and interval of the ratio φ = pB/pA of two proportions, written here because MathNet.Numerics has neither. With few events
/// or uneven shares the variances of the arms are far too small by chance, 0 without events; here the variance is that at the most
/// likely rates with this ratio. Source: Miettinen &amp; Nurminen, Statistics in Medicine 4 (1985) 213, eq. 10, without their factor
/// N/(N − 1); Koopman, Biometrics 40 (1984) 513.
/// </summary>
internal static class RatioScore
{
    private const double Narrowest = 1e-15;
    private const double Largest = 1e12;

    /// <summary>
    /// z = (pB − φ·pA)/√V, V = p̃B(1 − p̃B)/nB + φ²·p̃A(1 − p̃A)/nA, with p̃B = φ·p̃A and p̃A the smaller root of
    /// Nφ·p² − (nBφ + xB + nA + xA·φ)·p + xA + xB = 0. Both arms have users, and one of them events.
    /// </summary>
    /// <param name="ratio">φ &gt; 0.</param>
    public static double Deviation(Proportion control, Proportion test, double ratio)
    {
        var difference = test.Rate!.Value - (ratio * control.Rate!.Value);
        return difference == 0 ? 0 : difference / Math.Sqrt(Variance(control, test, ratio));
    }

    /// <summary>
    /// All φ − 1 with |z| ≤ c, so it excludes a relative difference exactly where <see cref="Deviation"/> exceeds c. At least −1.
    /// Null without events in the control.
    /// </summary>
    /// <param name="critical">c &gt; 0, in standard errors.</param>
    public static Interval? Of(Proportion control, Proportion test, double critical)
    {
        if (control.Successes == 0 || test.Trials == 0)
        {
            return null;
        }

        var ratio = test.Rate!.Value / control.Rate!.Value;
        var below =
            ratio == 0
                ? null
                : Bisection.Lowest(Narrowest * ratio, ratio * (1 - Narrowest), half => Deviation(control, test, ratio - half) > critical);
        var above = Bisection.Lowest(Narrowest, Largest, half => -Deviation(control, test, ratio + half) > critical);
        return above is { } high ? new((below is { } low ? ratio - low : 0) - 1, ratio + high - 1) : null;
    }

    /// <summary>V, the variance of pB − φ·pA at the most likely rates with this ratio.</summary>
    internal static double Variance(Proportion control, Proportion test, double ratio)
    {
        var (a, b) = Rates(control, test, ratio);
        return (b * (1 - b) / test.Trials) + (ratio * ratio * a * (1 - a) / control.Trials);
    }

    /// <summary>The most likely rates with pB = φ·pA.</summary>
    internal static (double Control, double Test) Rates(Proportion control, Proportion test, double ratio)
    {
        double events = control.Successes + test.Successes;
        var b = (test.Trials * ratio) + test.Successes + control.Trials + (control.Successes * ratio);
        var a = (double)(control.Trials + test.Trials) * ratio;
        // The smaller root without cancellation.
        var rate = 2 * events / (b + Math.Sqrt(Math.Max(0, (b * b) - (4 * a * events))));
        return (rate, Math.Min(1, ratio * rate));
    }
}
