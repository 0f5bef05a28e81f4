namespace Waypost.Stats.Statistics;

/// <summary>
/// Poisson probabilities as logarithms, from which the exact tests are built: given their totals, binomial, multinomial and hypergeometric
/// probabilities are products of Poisson probabilities. Source: Loader, Fast and accurate computation of binomial probabilities (2000).
/// </summary>
internal static class Poisson
{
    /// <summary>Two probabilities this close, as a difference of logarithms, only differ by rounding. The value is that of R.</summary>
    internal const double SameProbability = 1e-7;

    private const double HalfLn2Pi = 0.918938533204672741780329736;

    /// <summary>ln x! for x below 10, where Stirling's formula is not precise.</summary>
    private static readonly double[] LogFactorials =
    [
        0,
        0,
        Math.Log(2),
        Math.Log(6),
        Math.Log(24),
        Math.Log(120),
        Math.Log(720),
        Math.Log(5040),
        Math.Log(40_320),
        Math.Log(362_880),
    ];

    /// <summary>
    /// −ln P(X = x) = D + ½ ln 2πx + Δ(x), D = x ln(x/λ) + λ − x, precise to about 1e-15 of D however large x is; infinite where
    /// impossible.
    /// </summary>
    /// <param name="x">≥ 0; a whole number below 10.</param>
    /// <param name="mean">λ ≥ 0.</param>
    public static double MinusLog(double x, double mean)
    {
        if (mean == 0)
        {
            return x == 0 ? 0 : double.PositiveInfinity;
        }

        return x < 10
            ? mean - (x * Math.Log(mean)) + LogFactorials[(int)x]
            : Deviance(x, mean) + HalfLn2Pi + (Math.Log(x) / 2) + IncompleteBeta.StirlingRemainder(x);
    }

    /// <summary>x ln(x/λ) + λ − x. Where both are close it is summed as a series, because the difference would lose its digits.</summary>
    private static double Deviance(double x, double mean)
    {
        var difference = x - mean;
        if (Math.Abs(difference) >= 0.1 * (x + mean))
        {
            return (x * (Math.Log(x) - Math.Log(mean))) - difference;
        }

        var v = difference / (x + mean);
        var sum = difference * v;
        var term = 2 * x * v;
        for (var j = 3; ; j += 2)
        {
            term *= v * v;
            var next = sum + (term / j);
            if (next == sum)
            {
                return sum;
            }

            sum = next;
        }
    }
}
