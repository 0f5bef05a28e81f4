namespace Waypost.Stats.Statistics;

/// <summary>
/// Whether there are enough events to compare proportions with a margin. The score test is normal only approximately: with few events, or
/// where a small arm decides, it rules out a difference at the margin in up to 11 % of the cases instead of 5 %. With these limits it
/// stays below 5.6 %, and at 100 users an arm below 5.9 % (bench/Waypost.Benchmarks, MarginErrors: sums over all tables).
/// </summary>
internal static class MarginEvents
{
    /// <summary>Users with the event, and users without it, expected in both arms together if the difference is the margin.</summary>
    internal const double Fewest = 20;

    /// <summary>Largest skewness of the deviation towards the side that rules the margin out; to the other side it is harmless.</summary>
    internal const double MostSkewness = 0.2;

    /// <param name="at">−δ or δ: the difference that is to be ruled out, absolute or relative. Both arms have users.</param>
    public static bool AreEnough(Proportion control, Proportion test, double at, bool isRelative)
    {
        var ratio = isRelative ? 1 + at : 1;
        var (a, b) = isRelative ? RatioScore.Rates(control, test, ratio) : ScoreInterval.Rates(control, test, at);
        double nA = control.Trials;
        double nB = test.Trials;
        var events = (nA * a) + (nB * b);
        if (Math.Min(events, nA + nB - events) < Fewest)
        {
            return false;
        }

        // Second and third central moment of pB − φ·pA.
        var variance = (b * (1 - b) / nB) + (ratio * ratio * a * (1 - a) / nA);
        var third = (b * (1 - b) * (1 - (2 * b)) / nB / nB) - (ratio * ratio * ratio * a * (1 - a) * (1 - (2 * a)) / nA / nA);
        return -Math.Sign(at) * third <= MostSkewness * Math.Pow(variance, 1.5);
    }
}
