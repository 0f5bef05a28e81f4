namespace Waypost.Stats.Statistics;

/// <summary>
/// Power, sample size and smallest detectable effect. Means by the noncentral t with nA + nB − 2 degrees of freedom and a common variance
/// (R's power.t.test with strict = TRUE); source: Cohen, Statistical Power Analysis (1988), chapter 2.
/// </summary>
internal static partial class SampleSize
{
    /// <summary>Effects that need more users than this count as not detectable.</summary>
    private const double MostUsers = 1e12;

    /// <summary>Power to detect <paramref name="difference"/> with this number of users, in the comparison with the fewest.</summary>
    /// <param name="total">Users in all variants.</param>
    /// <param name="difference">True absolute difference, mB − mA; its sign does not matter.</param>
    /// <param name="variance">Per user, above 0, before CUPED.</param>
    /// <param name="testVariance">Of the test arm, where the effect changes it too; null = the same.</param>
    /// <returns>0…1; null below two users in an arm or without variance.</returns>
    public static double? PowerOfMeans(double total, double difference, double variance, SampleDesign design, double? testVariance = null)
    {
        var (a, b) = (total * design.ControlShare, total * design.SmallestTestShare);
        if (!(Math.Min(a, b) >= 2) || !(variance > 0) || !double.IsFinite(variance) || !double.IsFinite(difference))
        {
            return null;
        }

        var freedom = a + b - 2;
        var error = Math.Sqrt(variance) * Math.Sqrt(design.VarianceLeft * ((1 / a) + ((testVariance ?? variance) / variance / b)));
        if (!(error > 0))
        {
            return null;
        }

        var noncentrality = Math.Abs(difference) / error;
        return noncentrality > 1e3
            ? 1
            : NoncentralT.TwoSided(CriticalValues.Student(design.AlphaPerComparison, freedom), freedom, noncentrality);
    }

    /// <summary>The fewest users that detect <paramref name="difference"/> with the design's power in every comparison.</summary>
    /// <returns>Null without a difference or variance, or if it would take more than 10¹² users.</returns>
    public static SampleSizeResult? ForMeans(double difference, double variance, SampleDesign design, double? testVariance = null)
    {
        if (difference == 0 || !double.IsFinite(difference) || !(variance > 0))
        {
            return null;
        }

        var fewest = 2 / Math.Min(design.ControlShare, design.SmallestTestShare);
        return
            Bisection.Lowest(fewest, MostUsers, total => PowerOfMeans(total, difference, variance, design, testVariance) >= design.Power)
                is { } total
            ? design.Split(total)
            : null;
    }

    /// <summary>The minimum detectable absolute difference, above 0, with this number of users and the design's power.</summary>
    /// <param name="testVariance">Of the test arm, given the difference; null = the same.</param>
    /// <returns>Null below two users in an arm or without variance.</returns>
    public static double? DetectableDifferenceOfMeans(
        double total,
        double variance,
        SampleDesign design,
        Func<double, double>? testVariance = null
    )
    {
        if (PowerOfMeans(total, 0, variance, design) is null)
        {
            return null;
        }

        var unit = Math.Sqrt(variance) * Math.Sqrt(design.VarianceLeft / total);
        return unit > 0
            ? Bisection.Lowest(
                unit * 1e-3,
                unit * 1e9,
                d => PowerOfMeans(total, d, variance, design, testVariance?.Invoke(d)) >= design.Power
            )
            : null;
    }
}
