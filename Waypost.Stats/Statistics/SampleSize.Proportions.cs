namespace Waypost.Stats.Statistics;

/// <content>
/// Proportions as R's power.prop.test, with unequal shares: source Fleiss, Statistical Methods for Rates and Proportions (1981), §3.4,
/// without continuity correction.
/// </content>
internal static partial class SampleSize
{
    /// <summary>
    /// Φ((|pB − pA|·√N − z·√(p̄q̄(1/sA + 1/sB)))/√(pAqA/sA + pBqB/sB)), s = shares of N, p̄ = the mean proportion weighted by them.
    /// </summary>
    /// <param name="total">N, users in all variants.</param>
    /// <param name="control">pA, 0 &lt; pA &lt; 1.</param>
    /// <param name="test">pB, 0…1.</param>
    /// <returns>0…1; null without users or with a proportion outside its range.</returns>
    public static double? PowerOfProportions(double total, double control, double test, SampleDesign design)
    {
        if (!(total > 0) || !IsUsable(control, test))
        {
            return null;
        }

        var (none, some) = Deviations(control, test, design);
        var shift = Math.Abs(test - control) * Math.Sqrt(total) - (CriticalValues.Normal(design.AlphaPerComparison) * none);
        return Tails.Normal(-shift / some);
    }

    /// <summary>The fewest users: N = ((z(α)·√(p̄q̄(1/sA + 1/sB)) + z(power)·√(pAqA/sA + pBqB/sB))/(pB − pA))².</summary>
    /// <returns>Null without a difference, with a proportion outside its range, or if it would take more than 10¹² users.</returns>
    public static SampleSizeResult? ForProportions(double control, double test, SampleDesign design)
    {
        if (!IsUsable(control, test) || control == test)
        {
            return null;
        }

        var (none, some) = Deviations(control, test, design);
        var root =
            ((CriticalValues.Normal(design.AlphaPerComparison) * none) + (CriticalValues.NormalQuantile(design.Power) * some))
            / (test - control);
        return root * root <= MostUsers ? design.Split(root * root) : null;
    }

    /// <summary>
    /// The minimum detectable absolute difference of proportions, above 0, with this number of users and the design's power.
    /// </summary>
    /// <param name="increase">Whether the proportion is expected to rise; it cannot fall below 0 nor rise above 1.</param>
    /// <returns>Null if even the largest possible change would not be detected.</returns>
    public static double? DetectableDifferenceOfProportions(double total, double control, bool increase, SampleDesign design)
    {
        if (!(total > 0) || !IsUsable(control, control))
        {
            return null;
        }

        var range = increase ? 1 - control : control;
        return Bisection.Lowest(
            range * 1e-9,
            range,
            d => PowerOfProportions(total, control, Math.Clamp(increase ? control + d : control - d, 0, 1), design) >= design.Power
        );
    }

    private static bool IsUsable(double control, double test) => control is > 0 and < 1 && test is >= 0 and <= 1;

    /// <summary>√N times the standard error of the difference without an effect, and with it.</summary>
    private static (double None, double Some) Deviations(double control, double test, SampleDesign design)
    {
        var (a, b) = (design.ControlShare, design.SmallestTestShare);
        var mean = ((a * control) + (b * test)) / (a + b);
        return (
            Math.Sqrt(design.VarianceLeft * mean * (1 - mean) * ((1 / a) + (1 / b))),
            Math.Sqrt(design.VarianceLeft * ((control * (1 - control) / a) + (test * (1 - test) / b)))
        );
    }
}
