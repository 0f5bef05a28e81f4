namespace Waypost.Stats.Statistics;

/// <summary>An always-valid interval and p-value: valid however often the results are looked at.</summary>
/// <param name="Interval">Of the difference, at 1 − α at every look together.</param>
/// <param name="PValue">min(1, 1/e). Over several looks the smallest so far counts: <see cref="ConfidenceSequence.Running"/>.</param>
/// <param name="LogE">ln e, the evidence for a difference; negative values are evidence against one.</param>
internal sealed record ConfidenceSequenceEstimate(Interval Interval, double PValue, double LogE);

/// <summary>
/// Asymptotic confidence sequence of the difference of two means, written here because MathNet.Numerics has none. Source: Waudby-Smith,
/// Arbour, Sinha, Kennedy &amp; Ramdas, arXiv 2103.06476v7, eq. 9, 155, 161.
/// </summary>
internal static class ConfidenceSequence
{
    /// <summary>The method is asymptotic, and not valid for fewer users per arm.</summary>
    internal const long MinimumUsers = 100;

    /// <summary>
    /// Used without a planned total. It is constant, because a total that depends on the data would void the guarantee.
    /// </summary>
    internal const long UnplannedTotal = 10_000;

    /// <summary>
    /// N = nA + nB, se² = vA/nA + vB/nB, ρ² = (−2 ln α + ln(1 − 2 ln α))/N*, k = Nρ² + 1:
    /// half-width = se√N·√(2k/(N²ρ²)·ln(√k/α)); ln e = ρ²S/(2k) − ln(k)/2 with S = N·d²/se².
    /// Null below 100 users in an arm, and where nothing varies.
    /// </summary>
    /// <param name="alpha">Error rate over all looks, 0 &lt; α &lt; 1.</param>
    /// <param name="plannedTotal">N*, users in both arms at the planned end, frozen at start: there the interval is narrowest. 0 or less =
    /// not planned.</param>
    public static ConfidenceSequenceEstimate? Compare(Moments control, Moments test, double alpha, long plannedTotal)
    {
        if (Math.Min(control.Count, test.Count) < MinimumUsers || !control.IsFinite || !test.IsFinite)
        {
            return null;
        }

        var error = Math.Sqrt(control.VarianceOfMean!.Value + test.VarianceOfMean!.Value);
        var difference = test.Mean - control.Mean;
        if (!(error > 0) || !double.IsFinite(error) || !double.IsFinite(difference))
        {
            return null;
        }

        double users = control.Count + test.Count;
        var information =
            users * ((-2 * Math.Log(alpha)) + Math.Log(1 - (2 * Math.Log(alpha)))) / (plannedTotal > 0 ? plannedTotal : UnplannedTotal);
        var k = information + 1;
        var half = error * Math.Sqrt(2 * k / information * ((Math.Log(k) / 2) - Math.Log(alpha)));
        var z = difference / error;
        var logE = (information * z * z / (2 * k)) - (Math.Log(k) / 2);
        var interval = Interval.Around(difference, half);
        return interval.IsFinite && double.IsFinite(logE) ? new(interval, Math.Min(1, Math.Exp(-logE)), logE) : null;
    }

    /// <summary>The p-value after another look, which never rises.</summary>
    /// <param name="before">The smallest so far; null = first look.</param>
    public static double Running(double? before, double now) => Math.Min(before ?? 1, now);
}
