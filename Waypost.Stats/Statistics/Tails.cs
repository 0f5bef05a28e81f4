using MathNet.Numerics;

namespace Waypost.Stats.Statistics;

/// <summary>
/// Upper tail probabilities, computed directly and never as 1 − CDF: accurate to about 1e-12 relative down to 1e-300, where 1 − CDF is 0
/// below 1e-16. Written here because MathNet's StudentT.CDF loses digits as degrees of freedom grow, and its ChiSquared and
/// FisherSnedecor have no upper tail.
/// </summary>
internal static class Tails
{
    /// <summary>P(Z &gt; z) of the standard normal: erfc(z/√2)/2.</summary>
    public static double Normal(double z) => SpecialFunctions.Erfc(z / Constants.Sqrt2) / 2;

    /// <summary>P(|Z| &gt; |z|).</summary>
    public static double NormalTwoSided(double z) => SpecialFunctions.Erfc(Math.Abs(z) / Constants.Sqrt2);

    /// <summary>P(|T| &gt; |t|) of Student's t: the regularised incomplete beta I_x(ν/2, ½), x = ν/(ν + t²).</summary>
    /// <param name="degreesOfFreedom">ν &gt; 0; any size, infinity is the normal. Above 10⁵ the continued fraction would lose digits, while
    /// Hill's expansion keeps all of them.</param>
    public static double StudentTwoSided(double t, double degreesOfFreedom)
    {
        var odds = t / degreesOfFreedom * t;
        if (double.IsInfinity(degreesOfFreedom) || odds == 0)
        {
            return NormalTwoSided(t);
        }

        if (degreesOfFreedom > 1e5 && !double.IsInfinity(odds))
        {
            return NormalTwoSided(AsNormal(odds, degreesOfFreedom));
        }

        // Heavy tails reach where t² overflows; there only the leading power of t matters.
        var a = degreesOfFreedom / 2;
        return double.IsInfinity(odds)
            ? Math.Exp(-(a * Log1pSquare(t, degreesOfFreedom)) - IncompleteBeta.LogBeta(a, 0.5)) / a
            : IncompleteBeta.OfOdds(a, 0.5, odds);
    }

    /// <summary>
    /// The z with the same tail: w = √(a·ln(1 + t²/ν)), a = ν − ½, and Hill's first two terms. Source: Hill, Algorithm 395, Communications
    /// of the ACM 13 (1970).
    /// </summary>
    private static double AsNormal(double odds, double degreesOfFreedom)
    {
        var a = degreesOfFreedom - 0.5;
        var b = 48 * a * a;
        var square = a * IncompleteBeta.Log1p(odds);
        var w = Math.Sqrt(square);
        var next = ((((4 * square) + 33) * square + 240) * square + 855) * w / (10 * b * (b + (0.8 * square * square) + 100));
        return w + ((square + 3) * w / b) - next;
    }

    /// <summary>ln(1 + t²/ν), also where t² overflows.</summary>
    internal static double Log1pSquare(double t, double degreesOfFreedom)
    {
        var odds = t / degreesOfFreedom * t;
        return double.IsInfinity(odds) ? (2 * Math.Log(Math.Abs(t))) - Math.Log(degreesOfFreedom) : IncompleteBeta.Log1p(odds);
    }

    /// <summary>P(T &gt; t) of Student's t.</summary>
    public static double Student(double t, double degreesOfFreedom)
    {
        var half = StudentTwoSided(t, degreesOfFreedom) / 2;
        return t < 0 ? 1 - half : half;
    }

    /// <summary>P(X &gt; x) of chi-square: the regularised upper incomplete gamma Q(k/2, x/2).</summary>
    /// <param name="x">≥ 0.</param>
    /// <param name="degreesOfFreedom">k ≥ 1.</param>
    public static double ChiSquare(double x, double degreesOfFreedom) =>
        x <= 0 ? 1
        : degreesOfFreedom == 1 ? NormalTwoSided(Math.Sqrt(x))
        : SpecialFunctions.GammaUpperRegularized(degreesOfFreedom / 2, x / 2);

    /// <summary>P(X &gt; f) of Fisher's F: I_x(d2/2, d1/2), x = d2/(d2 + d1·f).</summary>
    /// <param name="f">≥ 0.</param>
    public static double F(double f, double d1, double d2) =>
        f <= 0 ? 1
        : d2 > 1e7 ? AlmostChiSquare(d1 * f, d1, d2)
        : IncompleteBeta.OfOdds(d2 / 2, d1 / 2, d1 * f / d2);

    /// <summary>
    /// The first two terms for a large a = d2/2, b = d1/2: Q(b, u) + (b − 1)(u + b + 1)·uᵇe⁻ᵘ/(24T²Γ(b)), T = a + (b − 1)/2, u = T·ln(1 +
    /// d1·f/d2). Without the second one a tail of 10⁻²²⁵ with 40 and 3·10⁷ degrees of freedom has 8 digits. Source: Didonato &amp; Morris,
    /// ACM TOMS 18 (1992), eq. 9.
    /// </summary>
    private static double AlmostChiSquare(double x, double d1, double d2)
    {
        var b = d1 / 2;
        var t = (d2 / 2) + ((b - 1) / 2);
        var u = double.IsInfinity(d2) ? x / 2 : t * IncompleteBeta.Log1p(x / d2);
        var first = ChiSquare(2 * u, d1);
        var second = (b - 1) * (u + b + 1) / t * Math.Exp((b * Math.Log(u)) - u - SpecialFunctions.GammaLn(b)) / (24 * t);
        return first > 0 && double.IsFinite(second) ? Math.Clamp(first + second, 0, 1) : first;
    }

    /// <summary>φ(z), the standard normal density.</summary>
    public static double NormalDensity(double z) => Math.Exp(-z * z / 2) * Constants.InvSqrt2Pi;
}
