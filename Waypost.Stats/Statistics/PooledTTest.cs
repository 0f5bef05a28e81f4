namespace Waypost.Stats.Statistics;

/// <summary>
/// The t-test of two means with one variance for both arms. It tests whether the arms differ at all, and holds its error rate with skewed
/// values and uneven shares, where Welch's does not. Source: Student, Biometrika 6 (1908); Fisher, Metron 5 (1925).
/// </summary>
internal static class PooledTTest
{
    internal const string Name = "t-test with pooled variance";

    /// <summary>
    /// Both arms with v = (M2A + M2B)/(nA + nB − 2) in place of their own variances, so that interval, lift and confidence sequence use it
    /// too. Both arms have users, together at least three.
    /// </summary>
    public static (Moments Control, Moments Test) Pool(Moments control, Moments test)
    {
        var variance = (control.M2 + test.M2) / DegreesOfFreedom(control, test);
        return (control with { M2 = variance * Math.Max(0, control.Count - 1) }, test with { M2 = variance * Math.Max(0, test.Count - 1) });
    }

    /// <summary>nA + nB − 2.</summary>
    public static double DegreesOfFreedom(Moments control, Moments test) => control.Count + test.Count - 2;
}
