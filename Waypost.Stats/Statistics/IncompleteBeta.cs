using MathNet.Numerics;

namespace Waypost.Stats.Statistics;

/// <summary>
/// The regularised incomplete beta I_x(a, b) where a may be anything from ½ to 10⁷ and b is small: the tails of t and F.
/// The argument is the odds r = (1 − x)/x, because x itself rounds to 1 when a is large. Written here because MathNet's BetaRegularized
/// subtracts logarithms of gamma functions that grow with a, and loses their last digits.
/// </summary>
internal static class IncompleteBeta
{
    /// <summary>
    /// I_x(a, b) with x = 1/(1 + odds). Continued fraction DLMF 8.17.22 by Lentz's method, with a and b exchanged where it converges slowly
    /// (DLMF 8.17.4).
    /// </summary>
    /// <param name="odds">(1 − x)/x &gt; 0.</param>
    public static double OfOdds(double a, double b, double odds)
    {
        var x = 1 / (1 + odds);
        var y = odds / (1 + odds);
        var logFront = -((a + b) * Log1p(odds)) + (b * Math.Log(odds)) - LogBeta(a, b);
        // x < (a + 1)/(a + b + 2), written so that it does not round.
        return y * (a + 1) > x * (b + 1)
            ? Math.Exp(logFront) * Fraction(a, b, x, y) / a
            : 1 - (Math.Exp(logFront) * Fraction(b, a, y, x) / b);
    }

    /// <summary>ln(1 + x), also for small x.</summary>
    internal static double Log1p(double x) => SpecialFunctions.Log1p(x);

    /// <summary>
    /// Δ(z) = ln Γ(z) − [(z − ½) ln z − z + ½ ln 2π], the remainder of Stirling's formula; full precision for z ≥ 10. DLMF 5.11.1.
    /// </summary>
    internal static double StirlingRemainder(double z)
    {
        var s = 1 / (z * z);
        return (1d / 12 - (s * (1d / 360 - (s * (1d / 1260 - (s * (1d / 1680 - (s * (1d / 1188 - (s * (691d / 360360 - (s / 156))))))))))))
            / z;
    }

    /// <summary>ln B(a, b).</summary>
    internal static double LogBeta(double a, double b)
    {
        if (a < b)
        {
            (a, b) = (b, a);
        }
        if (a < 10)
        {
            return SpecialFunctions.GammaLn(a) + SpecialFunctions.GammaLn(b) - SpecialFunctions.GammaLn(a + b);
        }

        // ln Γ(a) − ln Γ(a + b) by Stirling: the terms that grow are cancelled algebraically, not in floating point.
        var quotient = b - (b * Math.Log(a)) - ((a + b - 0.5) * Log1p(b / a)) + StirlingRemainder(a) - StirlingRemainder(a + b);
        return SpecialFunctions.GammaLn(b) + quotient;
    }

    private static double Fraction(double a, double b, double x, double y)
    {
        const double Tiny = 1e-300;
        // 1 − (a + b)x/(a + 1), again without rounding x to 1 first.
        var d = 1 / Guard(((y * (a + 1)) - (x * (b - 1))) / (a + 1));
        var c = 1d;
        var result = d;
        for (var m = 1; m < 100_000; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / Guard(1 + (even * d));
            c = Guard(1 + (even / c));
            result *= d * c;

            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / Guard(1 + (odd * d));
            c = Guard(1 + (odd / c));
            var step = d * c;
            result *= step;
            if (Math.Abs(step - 1) < 1e-16)
            {
                break;
            }
        }

        return result;

        static double Guard(double value) => Math.Abs(value) < Tiny ? Tiny : value;
    }
}
