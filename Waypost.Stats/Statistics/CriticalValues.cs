namespace Waypost.Stats.Statistics;

/// <summary>
/// Critical values: the inverse of <see cref="Tails"/>. Written here because MathNet's StudentT.InvCDF throws on tiny tails.
/// </summary>
internal static class CriticalValues
{
    /// <summary>z &gt; 0 with P(|Z| &gt; z) = α.</summary>
    /// <param name="alpha">0 &lt; α &lt; 1, down to 1e-300.</param>
    public static double Normal(double alpha) => Student(alpha, double.PositiveInfinity);

    /// <summary>z with P(Z ≤ z) = p, the standard normal quantile.</summary>
    /// <param name="p">0 &lt; p &lt; 1.</param>
    public static double NormalQuantile(double p) =>
        p switch
        {
            0.5 => 0,
            < 0.5 => -Normal(2 * p),
            _ => Normal(2 * (1 - p)),
        };

    /// <summary>t &gt; 0 with P(|T| &gt; t) = α: Newton's method on the logarithm of the tail, kept between bounds.</summary>
    /// <param name="alpha">0 &lt; α &lt; 1, down to 1e-300.</param>
    /// <param name="degreesOfFreedom">ν ≥ 1; infinity is the normal.</param>
    public static double Student(double alpha, double degreesOfFreedom)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(alpha, 1);

        var (low, high) = (0d, 1d);
        while (Tails.StudentTwoSided(high, degreesOfFreedom) > alpha)
        {
            (low, high) = (high, high * 2);
        }

        var t = low + ((high - low) / 2);
        for (var i = 0; i < 200; i++)
        {
            var tail = Tails.StudentTwoSided(t, degreesOfFreedom);
            if (tail > alpha)
            {
                low = t;
            }
            else
            {
                high = t;
            }

            // ln tail over ln t is close to a line where tails are heavy; over t it is close to one near 0.
            var step = Math.Log(tail / alpha) * tail / (2 * Density(t, degreesOfFreedom));
            var next = t < 1 ? t + step : t * Math.Exp(step / t);
            // Checked before the bounds, which at the root's last digit no longer agree with Newton's step.
            if (Math.Abs(next - t) <= 1e-10 * t)
            {
                return next;
            }
            if (!(next > low && next < high))
            {
                next = low + ((high - low) / 2);
            }
            t = next;
        }

        return t;
    }

    /// <summary>(1 + t²/ν)^(−(ν + 1)/2)/(√ν·B(ν/2, ½)).</summary>
    private static double Density(double t, double degreesOfFreedom) =>
        double.IsInfinity(degreesOfFreedom)
            ? Tails.NormalDensity(t)
            : Math.Exp(
                -((degreesOfFreedom + 1) / 2 * Tails.Log1pSquare(t, degreesOfFreedom)) - IncompleteBeta.LogBeta(degreesOfFreedom / 2, 0.5)
            ) / Math.Sqrt(degreesOfFreedom);
}
