namespace Waypost.Stats.Statistics;

/// <summary>
/// How far the difference of two means is from normal. With skewed values and uneven shares Welch's t rejects too often: in the smaller
/// arm, mean and variance are large together, or small together. Equal arms cancel the skewness.
/// </summary>
internal static class Skewness
{
    /// <summary>
    /// Welch's test requires 355·γ² ≤ 1. If the smaller arm is much smaller than the other, this is 355 times the squared skewness of the
    /// values in users of that arm. Source: Kohavi, Deng, Longbotham &amp; Xu, KDD 2014, rule 7.
    /// </summary>
    internal const double UsersPerSquare = 355;

    /// <summary>
    /// Above this |γ| the pooled test rejects too often as well, and the confidence sequence twice as often as it may (simulations in
    /// bench/Waypost.Benchmarks/Simulations).
    /// </summary>
    internal const double Largest = 1;

    /// <summary>The test these arms permit; Welch's where the skewness is not known.</summary>
    public static MeansTest TestOf(Moments control, Moments test) =>
        OfDifference(control, test) is not { } skewness ? MeansTest.Welch
        : UsersPerSquare * skewness * skewness <= 1 ? MeansTest.Welch
        : Math.Abs(skewness) <= Largest ? MeansTest.Pooled
        : MeansTest.None;

    /// <summary>
    /// γ = g·(1/nB² − 1/nA²)/(1/nA + 1/nB)^1.5, the skewness of mB − mA, with the skewness of the values g = (ΣM3/N)/(ΣM2/N)^1.5 over both
    /// arms. Null where g is not known or nothing varies.
    /// </summary>
    public static double? OfDifference(Moments control, Moments test) =>
        control.Count > 0 && test.Count > 0 && OfValues(control, test) is { } skewness
            ? skewness * Imbalance(control.Count, test.Count)
            : null;

    /// <summary>The skewness g of the values around the mean of their arm; null where it is not known or nothing varies.</summary>
    public static double? OfValues(params ReadOnlySpan<Moments> arms)
    {
        double users = 0,
            squares = 0;
        double? cubes = 0;
        foreach (var arm in arms)
        {
            users += arm.Count;
            squares += arm.M2;
            cubes += arm.M3;
        }

        var skewness = cubes / users / Math.Pow(squares / users, 1.5);
        return squares > 0 && skewness is { } known && double.IsFinite(known) ? known : null;
    }

    /// <summary>(1/nB² − 1/nA²)/(1/nA + 1/nB)^1.5: 0 with equal arms, 1/√nB with a much larger control.</summary>
    internal static double Imbalance(double control, double test)
    {
        var (a, b) = (1 / control, 1 / test);
        return (b - a) / Math.Sqrt(a + b);
    }
}
