namespace Waypost.Stats.Statistics;

/// <summary>Draws binomial numbers in constant time, however many trials there are.</summary>
internal static class BinomialDraws
{
    /// <summary>Below this mean counting up is faster, and above it the rejection method is valid.</summary>
    private const double SmallMean = 10;

    /// <param name="trials">n ≥ 0.</param>
    /// <param name="chance">0 ≤ p ≤ 1.</param>
    internal static long Binomial(this SeededRandom random, long trials, double chance)
    {
        if (trials == 0 || chance <= 0)
        {
            return 0;
        }
        if (chance > 0.5)
        {
            return trials - random.Binomial(trials, 1 - chance);
        }

        return trials * chance < SmallMean ? Counted(random, trials, chance) : Rejected(random, trials, chance);
    }

    /// <summary>
    /// Inversion: counts up through the distribution function. Source: Kachitvichyanukul &amp; Schmeiser, CACM 31 (1988).
    /// </summary>
    private static long Counted(SeededRandom random, long trials, double chance)
    {
        var odds = chance / (1 - chance);
        var probability = Math.Exp(trials * IncompleteBeta.Log1p(-chance));
        var rest = random.Uniform() - probability;
        var count = 0L;
        // The sum of all probabilities may round to less than 1: nothing beyond 200 has a probability above 1e-16.
        while (rest > 0 && count < trials && count < 200)
        {
            count++;
            probability *= (trials - count + 1d) / count * odds;
            rest -= probability;
        }

        return count;
    }

    /// <summary>
    /// Transformed rejection with squeeze (BTRS), for p ≤ ½ and np ≥ 10. Source: Hörmann, Journal of Statistical Computation and Simulation
    /// 46 (1993).
    /// </summary>
    private static long Rejected(SeededRandom random, long trials, double chance)
    {
        var (mean, rest) = (trials * chance, trials * (1 - chance));
        var deviation = Math.Sqrt(mean * (1 - chance));
        var b = 1.15 + (2.53 * deviation);
        var a = -0.0873 + (0.0248 * b) + (0.01 * chance);
        var squeeze = 0.92 - (4.2 / b);
        while (true)
        {
            var u = random.Uniform() - 0.5;
            var v = random.Uniform();
            var distance = 0.5 - Math.Abs(u);
            var count = Math.Floor((((2 * a / distance) + b) * u) + mean + 0.5);
            if (distance >= 0.07 && v <= squeeze)
            {
                return (long)count;
            }
            if (!(count >= 0 && count <= trials))
            {
                continue;
            }

            var height = Math.Log(v * (2.83 + (5.1 / b)) * deviation / ((a / (distance * distance)) + b));
            var mode = Math.Floor((trials + 1d) * chance);
            if (height <= MinusLog(mode) - MinusLog(count))
            {
                return (long)count;
            }
        }

        double MinusLog(double x) => Poisson.MinusLog(x, mean) + Poisson.MinusLog(trials - x, rest);
    }
}
