namespace Waypost.Stats.Statistics;

/// <summary>
/// Welch's t-test of two means with their own variances. Source: Welch, Biometrika 34 (1947); degrees of freedom Satterthwaite, Biometrics
/// Bulletin 2 (1946).
/// </summary>
internal static class Welch
{
    internal const string Name = "Welch's t-test";

    /// <summary>
    /// se² = vA/nA + vB/nB, t = (mB − mA)/se, df = se⁴/[(vA/nA)²/(nA − 1) + (vB/nB)²/(nB − 1)], interval (mB − mA) ± t(α, df)·se.
    /// One arm may have no variance; if both have none, there is no p.
    /// </summary>
    /// <param name="alpha">Two-sided error rate, 0 &lt; α &lt; 1.</param>
    public static Estimate Compare(Moments control, Moments test, double alpha) => Compare(control, test, alpha, Name, null);

    /// <summary>The same with other degrees of freedom, if variances are estimated in another way.</summary>
    /// <param name="name">The test's display name.</param>
    /// <param name="degreesOfFreedom">Null = Satterthwaite's.</param>
    internal static Estimate Compare(Moments control, Moments test, double alpha, string name, double? degreesOfFreedom)
    {
        if (control.Count == 0 || test.Count == 0)
        {
            return new() { Method = name, Warnings = [StatisticsWarning.NoUsers] };
        }

        var difference = test.Mean - control.Mean;
        if (!control.IsFinite || !test.IsFinite || !double.IsFinite(difference))
        {
            return new() { Method = name, Warnings = [StatisticsWarning.NotFinite] };
        }

        if (control.VarianceOfMean is not { } a || test.VarianceOfMean is not { } b)
        {
            return new()
            {
                Difference = difference,
                Method = name,
                Warnings = [StatisticsWarning.OneUser],
            };
        }

        if (a + b == 0)
        {
            return new()
            {
                Difference = difference,
                StandardError = 0,
                Method = name,
                Warnings = [StatisticsWarning.NoVariance],
            };
        }

        var error = Math.Sqrt(a + b);
        var freedom = degreesOfFreedom ?? DegreesOfFreedom(a, control.Count, b, test.Count);
        var t = difference / error;
        var interval = Interval.Around(difference, CriticalValues.Student(alpha, freedom) * error);
        if (!double.IsFinite(t) || !interval.IsFinite)
        {
            return new()
            {
                Difference = difference,
                Method = name,
                Warnings = [StatisticsWarning.NotFinite],
            };
        }

        return new()
        {
            Difference = difference,
            StandardError = error,
            Statistic = t,
            DegreesOfFreedom = freedom,
            PValue = Tails.StudentTwoSided(t, freedom),
            Interval = interval,
            Method = name,
            Warnings = a == 0 || b == 0 ? [StatisticsWarning.ArmWithoutVariance] : [],
        };
    }

    /// <summary>Satterthwaite's degrees of freedom from the variances of the two means, as shares so that nothing overflows.</summary>
    internal static double DegreesOfFreedom(double a, long countA, double b, long countB)
    {
        var (shareA, shareB) = (a / (a + b), b / (a + b));
        return 1 / ((shareA * shareA / (countA - 1)) + (shareB * shareB / (countB - 1)));
    }
}
