namespace Waypost.Stats.Statistics;

/// <summary>
/// Score interval of a ratio of proportions, written here because MathNet.Numerics has none: every ratio that the score test does not
/// reject. Source: Koopman, Biometrics 40 (1984) 513; Miettinen &amp; Nurminen, Statistics in Medicine 4 (1985) 213, eq. 12, without their
/// factor N/(N − 1).
/// </summary>
internal static class ScoreRatioInterval
{
    /// <summary>Ratios beyond these are reported as 0 and as no bound.</summary>
    private const double Smallest = 1e-15;

    /// <summary>
    /// All φ with |pB − φpA| ≤ c·√V(φ), where V(φ) = pB(1 − pB)/nB + φ²·pA(1 − pA)/nA at the most likely rates with pB = φpA. V(1) is the
    /// pooled variance, so the interval excludes 1 exactly where the chi-square test with the critical value c² rejects. Null where the
    /// control has no events.
    /// </summary>
    /// <param name="critical">c &gt; 0, in standard errors.</param>
    public static Interval? Of(Proportion control, Proportion test, double critical)
    {
        if (control.Successes == 0 || test.Rate is not { } b)
        {
            return null;
        }

        var ratio = b / control.Rate!.Value;
        // Rejected is monotone on either side of the estimate. Below it, 1/φ rises.
        var upper = Bisection.Lowest(Math.Max(ratio, Smallest), 1 / Smallest, phi => phi > ratio && IsRejected(phi));
        var lower =
            ratio <= Smallest ? null : Bisection.Lowest(1 / ratio, 1 / Smallest, inverse => 1 / inverse < ratio && IsRejected(1 / inverse));
        return upper is { } high ? new(lower is { } low ? 1 / low : 0, high) : null;

        bool IsRejected(double phi) => Math.Abs(b - (phi * control.Rate!.Value)) > critical * Math.Sqrt(Variance(control, test, phi));
    }

    private static double Variance(Proportion control, Proportion test, double phi)
    {
        // The smaller root of N·φ·p² − (nB·φ + xB + nA + xA·φ)·p + (xA + xB) = 0 is the control's most likely rate.
        var a = phi * (control.Trials + test.Trials);
        var half = ((test.Trials * phi) + test.Successes + control.Trials + (control.Successes * phi)) / 2;
        double events = control.Successes + test.Successes;
        var root = Math.Sqrt(Math.Max(0, (half * half) - (a * events)));
        // events/(half + root) is (half − root)/a without its cancellation.
        var p = Math.Clamp(events / (half + root), 0, Math.Min(1, 1 / phi));
        var q = Math.Clamp(phi * p, 0, 1);
        return (q * (1 - q) / test.Trials) + (phi * phi * p * (1 - p) / control.Trials);
    }
}
