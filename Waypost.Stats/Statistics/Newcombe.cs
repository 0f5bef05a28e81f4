namespace Waypost.Stats.Statistics;

/// <summary>
/// Interval of a difference of proportions, written here because MathNet.Numerics has none. Source: Newcombe, Statistics in Medicine 17
/// (1998) 873, method 10 (hybrid score, no continuity correction).
/// </summary>
internal static class Newcombe
{
    /// <summary>
    /// From Wilson's interval (l, u) of each arm and d = pB − pA: low = d − √((pB − lB)² + (uA − pA)²), high = d + √((uB − pB)² + (pA −
    /// lA)²).
    /// Always within −1…1, also at proportions of 0 and 1. Null without users.
    /// </summary>
    /// <param name="alpha">Two-sided error rate, 0 &lt; α &lt; 1.</param>
    public static Interval? Interval(Proportion control, Proportion test, double alpha)
    {
        if (control.Rate is not { } a || test.Rate is not { } b)
        {
            return null;
        }

        var z = CriticalValues.Normal(alpha);
        var (wilsonA, wilsonB) = (Wilson(control, z), Wilson(test, z));
        var difference = b - a;
        return new(difference - Hypotenuse(b - wilsonB.Low, wilsonA.High - a), difference + Hypotenuse(wilsonB.High - b, a - wilsonA.Low));
    }

    /// <summary>
    /// Wilson's score interval (JASA 22, 1927): [p + z²/2n ± z√(p(1 − p)/n + z²/4n²)]/(1 + z²/n); the lower end from the product of the
    /// ends, p²/(1 + z²/n), so that it does not cancel.
    /// </summary>
    internal static Interval Wilson(Proportion arm, double z)
    {
        double n = arm.Trials;
        var (p, q) = (arm.Successes / n, arm.Failures / n);
        var scale = 1 + (z * z / n);
        var half = z * Math.Sqrt((p * q / n) + (z * z / n / n / 4));
        var upper = Math.Min(1, (p + (z * z / n / 2) + half) / scale);
        var lower = p * p / (scale * upper);
        return new(lower, arm.Failures == 0 ? 1 : upper);
    }

    private static double Hypotenuse(double x, double y) => Math.Sqrt((x * x) + (y * y));
}
