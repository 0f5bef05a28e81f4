namespace Waypost.Stats.Statistics;

/// <summary>
/// Score interval of a difference of proportions, written here because MathNet.Numerics has none: every difference that the score test
/// does not reject. Source: Miettinen &amp; Nurminen, Statistics in Medicine 4 (1985) 213, without their factor N/(N − 1).
/// </summary>
internal static class ScoreInterval
{
    /// <summary>Halving 1 this often gives a rate to 10⁻¹⁸.</summary>
    private const int Halvings = 60;

    /// <summary>Narrower than an interval of 10¹² users, so a lower bound of the search.</summary>
    private const double Narrowest = 1e-15;

    /// <summary>
    /// p̂(1 − p̂)(1/nA + 1/nB) with p̂ = (xA + xB)/(nA + nB): the variance of the difference if there is none. It does not vanish where one
    /// arm has no events.
    /// </summary>
    public static double PooledVariance(Proportion control, Proportion test)
    {
        double users = control.Trials + test.Trials;
        return (control.Successes + test.Successes)
            / users
            * ((control.Failures + test.Failures) / users)
            * ((1d / control.Trials) + (1d / test.Trials));
    }

    /// <summary>
    /// All δ with |pB − pA − δ| ≤ c·√V(δ), where V(δ) is the variance at the most likely rates that differ by δ. V(0) is
    /// <see cref="PooledVariance"/>, so the interval excludes 0 exactly where |pB − pA| &gt; c·√V(0). Within −1…1. Both arms have users.
    /// </summary>
    /// <param name="critical">c &gt; 0, in standard errors.</param>
    public static Interval Of(Proportion control, Proportion test, double critical) =>
        // The lower end by exchanging the arms, so that the interval is mirrored exactly.
        new(-Upper(test, control, critical), Upper(control, test, critical));

    private static double Upper(Proportion control, Proportion test, double critical)
    {
        var difference = test.Rate!.Value - control.Rate!.Value;
        return
            Bisection.Lowest(
                Narrowest,
                1 - difference,
                half => half > critical * Math.Sqrt(Variance(control, test, Math.Min(1, difference + half)))
            )
                is { } half
            ? Math.Min(1, difference + half)
            : 1;
    }

    /// <summary>pA(1 − pA)/nA + pB(1 − pB)/nB at the most likely rates with pB = pA + δ.</summary>
    internal static double Variance(Proportion control, Proportion test, double difference)
    {
        var (a, b) = Rates(control, test, difference);
        return (a * (1 - a) / control.Trials) + (b * (1 - b) / test.Trials);
    }

    /// <summary>The most likely rates with pB = pA + δ.</summary>
    internal static (double Control, double Test) Rates(Proportion control, Proportion test, double difference)
    {
        // The derivative of the log-likelihood falls with pA, so the maximum is where it changes its sign.
        var (low, high) = (Math.Max(0, -difference), Math.Min(1, 1 - difference));
        for (var i = 0; i < Halvings; i++)
        {
            var middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                break;
            }

            var other = middle + difference;
            var slope =
                (control.Successes / middle)
                - (control.Failures / (1 - middle))
                + (test.Successes > 0 ? test.Successes / other : 0)
                - (test.Failures > 0 ? test.Failures / (1 - other) : 0);
            (low, high) = slope > 0 ? (middle, high) : (low, middle);
        }

        var a = low + ((high - low) / 2);
        return (a, Math.Clamp(a + difference, 0, 1));
    }
}
