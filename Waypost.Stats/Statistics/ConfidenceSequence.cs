namespace Waypost.Stats.Statistics;

/// <summary>An always-valid interval and p-value: valid however often the results are looked at.</summary>
/// <param name="Interval">Of the difference, at 1 − α at every look together. It excludes 0 exactly where the p-value is below α.</param>
/// <param name="PValue">min(1, 1/e). Over several looks the smallest so far is valid: <see cref="ConfidenceSequence.Running"/>.</param>
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
    /// So many users with the event, and so many without it, must be expected per arm: below, a proportion is too skewed to be normal.
    /// </summary>
    internal const double MinimumEvents = 10;

    /// <summary>
    /// Used without a planned total. It is constant, because a total that depends on the data would void the guarantee.
    /// </summary>
    internal const long UnplannedTotal = 10_000;

    /// <summary>
    /// N = nA + nB, se² = vA/nA + vB/nB, ρ² = (−2 ln α + ln(1 − 2 ln α))/N*, k = Nρ² + 1:
    /// half-width = se√N·√(2k/(N²ρ²)·ln(√k/α)); ln e = ρ²S/(2k) − ln(k)/2 with S = N·d²/se².
    /// Null where <see cref="Obstacle(Moments, Moments)"/> says why.
    /// </summary>
    /// <param name="alpha">Error rate over all looks, 0 &lt; α &lt; 1.</param>
    /// <param name="plannedTotal">N*, users in both arms at the planned end, frozen at start: there the interval is narrowest. 0 or less =
    /// not planned.</param>
    public static ConfidenceSequenceEstimate? Compare(Moments control, Moments test, double alpha, long plannedTotal)
    {
        if (Obstacle(control, test) is not null)
        {
            return null;
        }

        var error = StandardError(control, test);
        var difference = test.Mean - control.Mean;
        var information = Information(control.Count + test.Count, alpha, plannedTotal);
        return Estimate(Interval.Around(difference, error * Critical(information, alpha)), LogEvidence(information, difference / error));
    }

    /// <summary>
    /// The same for proportions, with the pooled variance p̂(1 − p̂)(1/nA + 1/nB) in S: with uneven shares or few events, the variances of
    /// the arms are far too small by chance, 0 without events. The interval has all differences that this test does not reject
    /// (<see cref="ScoreInterval"/>), so both are one rule. Null where <see cref="Obstacle(Proportion, Proportion)"/> says why.
    /// </summary>
    /// <inheritdoc cref="Compare(Moments, Moments, double, long)"/>
    public static ConfidenceSequenceEstimate? Compare(Proportion control, Proportion test, double alpha, long plannedTotal) =>
        LogEvidence(control, test, alpha, plannedTotal) is { } logE
            ? Estimate(
                ScoreInterval.Of(control, test, Critical(Information(control.Trials + test.Trials, alpha, plannedTotal), alpha)),
                logE
            )
            : null;

    /// <summary>ln e of <see cref="Compare(Proportion, Proportion, double, long)"/> without the interval.</summary>
    public static double? LogEvidence(Proportion control, Proportion test, double alpha, long plannedTotal) =>
        Obstacle(control, test) is null
            ? LogEvidence(
                Information(control.Trials + test.Trials, alpha, plannedTotal),
                (test.Rate!.Value - control.Rate!.Value) / Math.Sqrt(ScoreInterval.PooledVariance(control, test))
            )
            : null;

    /// <summary>Why there is no confidence sequence; null = there is one.</summary>
    public static StatisticsWarning? Obstacle(Moments control, Moments test)
    {
        if (TooFewUsers(control.Count, test.Count) is { } few)
        {
            return few;
        }

        if (!control.IsFinite || !test.IsFinite)
        {
            return StatisticsWarning.NotFinite;
        }

        var error = StandardError(control, test);
        return error == 0 ? StatisticsWarning.NoStandardError
            : !double.IsFinite(error) || !double.IsFinite(test.Mean - control.Mean) ? StatisticsWarning.NotFinite
            : null;
    }

    /// <inheritdoc cref="Obstacle(Moments, Moments)"/>
    public static StatisticsWarning? Obstacle(Proportion control, Proportion test)
    {
        if (TooFewUsers(control.Trials, test.Trials) is { } few)
        {
            return few;
        }

        var smaller = Math.Min(control.Trials, test.Trials);
        var rate = (double)(control.Successes + test.Successes) / (control.Trials + test.Trials);
        var expected = smaller * Math.Min(rate, 1 - rate);
        return expected >= MinimumEvents
            ? null
            : StatisticsWarning.TooFewEvents(MinimumEvents, expected, lacksEvents: rate <= 0.5, smaller);
    }

    /// <summary>The warning below <see cref="MinimumUsers"/> in an arm, else null.</summary>
    public static StatisticsWarning? TooFewUsers(long control, long test) =>
        Math.Min(control, test) is var smaller and < MinimumUsers ? StatisticsWarning.TooFewForAlwaysValid(MinimumUsers, smaller) : null;

    /// <summary>The p-value after another look, which never rises.</summary>
    /// <param name="before">The smallest so far; null = first look.</param>
    public static double Running(double? before, double now) => Math.Min(before ?? 1, now);

    private static double StandardError(Moments control, Moments test) =>
        Math.Sqrt(control.VarianceOfMean!.Value + test.VarianceOfMean!.Value);

    /// <summary>Nρ².</summary>
    internal static double Information(long users, double alpha, long plannedTotal) =>
        users * ((-2 * Math.Log(alpha)) + Math.Log(1 - (2 * Math.Log(alpha)))) / (plannedTotal > 0 ? plannedTotal : UnplannedTotal);

    /// <summary>Half-width in standard errors.</summary>
    internal static double Critical(double information, double alpha)
    {
        var k = information + 1;
        return Math.Sqrt(2 * k / information * ((Math.Log(k) / 2) - Math.Log(alpha)));
    }

    internal static double LogEvidence(double information, double z)
    {
        var k = information + 1;
        return (information * z * z / (2 * k)) - (Math.Log(k) / 2);
    }

    private static ConfidenceSequenceEstimate? Estimate(Interval interval, double logE) =>
        interval.IsFinite && double.IsFinite(logE) ? new(interval, Math.Min(1, Math.Exp(-logE)), logE) : null;
}
