namespace Waypost.Stats.Statistics;

/// <summary>An exact p-value, and how it was computed.</summary>
internal readonly record struct ExactPValue(double Value, string Method);

/// <summary>
/// The exact multinomial test of counts against their expected shares: p = the sum of the probabilities that are not above the observed
/// one. Source: Read &amp; Cressie, Goodness-of-Fit Statistics for Discrete Multivariate Data (1988), §1.4.
/// </summary>
internal static class Multinomial
{
    internal const string Name = "exact multinomial test";
    internal const string BinomialName = "exact binomial test";
    internal const string SimulatedName = "exact multinomial test by Monte Carlo";

    /// <summary>Up to this number of tables each is counted; above it as many are drawn.</summary>
    internal const int Tables = 1_000_000;

    /// <summary>Constant, so that the same counts always have the same p.</summary>
    internal const long Seed = 17_000_017;

    /// <summary>
    /// Two counts are summed around the mode, whatever their size. More are enumerated if there are at most a million tables, else
    /// simulated.
    /// </summary>
    /// <param name="observed">At least two counts, ≥ 0, one of them above 0.</param>
    /// <param name="shares">&gt; 0, their sum is 1.</param>
    public static ExactPValue PValue(IReadOnlyList<long> observed, IReadOnlyList<double> shares) =>
        observed.Count == 2 ? new(Binomial(observed, shares), BinomialName)
        : IsFew(observed) ? new(Enumerate(observed, shares), Name)
        : new(Simulate(observed, shares, Tables), SimulatedName);

    /// <summary>
    /// Monte Carlo with the add-one rule, which never gives 0 and never too many alarms: p = (1 + draws that are not more probable)/(1 +
    /// draws). Source: Davison &amp; Hinkley, Bootstrap Methods and their Application (1997), §4.2.
    /// </summary>
    internal static double Simulate(IReadOnlyList<long> observed, IReadOnlyList<double> shares, int draws)
    {
        var users = observed.Sum();
        var cells = shares.Select(share => new MultinomialCell(users, share)).ToList();
        var limit = cells.Zip(observed, (cell, count) => cell.MinusLog(count)).Sum() - Poisson.SameProbability;
        var random = new SeededRandom(Seed);
        // The share of each count in what the counts before it have left.
        double[] conditional = [.. shares.Select((share, i) => Math.Min(1, share / shares.Skip(i).Sum()))];
        var last = cells.Count - 1;
        var extreme = 1L;
        for (var draw = 0; draw < draws; draw++)
        {
            var rest = users;
            var minusLog = 0d;
            for (var i = 0; i < last; i++)
            {
                var count = random.Binomial(rest, conditional[i]);
                minusLog += cells[i].MinusLog(count);
                rest -= count;
            }
            if (minusLog + cells[last].MinusLog(rest) >= limit)
            {
                extreme++;
            }
        }

        return extreme / (draws + 1d);
    }

    /// <summary>All tables, one by one.</summary>
    internal static double Enumerate(IReadOnlyList<long> observed, IReadOnlyList<double> shares)
    {
        var users = (int)observed.Sum();
        double[][] cells =
        [
            .. shares.Select(share => Enumerable.Range(0, users + 1).Select(x => Poisson.MinusLog(x, users * share)).ToArray()),
        ];
        var limit = cells.Zip(observed, (cell, count) => cell[count]).Sum() - Poisson.SameProbability;
        var (total, tail) = (0d, 0d);
        Add(0, users, 0);
        return Math.Min(1, tail / total);

        void Add(int variant, int rest, double minusLog)
        {
            if (variant < cells.Length - 1)
            {
                for (var x = 0; x <= rest; x++)
                {
                    Add(variant + 1, rest - x, minusLog + cells[variant][x]);
                }

                return;
            }

            minusLog += cells[variant][rest];
            var probability = Math.Exp(-minusLog);
            total += probability;
            if (minusLog >= limit)
            {
                tail += probability;
            }
        }
    }

    private static double Binomial(IReadOnlyList<long> observed, IReadOnlyList<double> shares)
    {
        double users = observed.Sum();
        var (one, other) = (shares[0], shares[1]);
        var mode = Math.Clamp(Math.Floor((users + 1) * one), 0, users);
        return new ExactTail(0, users, mode, Math.Sqrt(users * one * other), MinusLog, Ratio).PValue(observed[0]);

        double MinusLog(double x) => Poisson.MinusLog(x, users * one) + Poisson.MinusLog(users - x, users * other);

        double Ratio(double x) => (users - x) / (x + 1) * (one / other);
    }

    /// <summary>Whether there are at most a million tables: (N + k − 1) over (k − 1).</summary>
    private static bool IsFew(IReadOnlyList<long> observed)
    {
        double users = observed.Sum();
        var tables = 1d;
        for (var i = 1; i < observed.Count; i++)
        {
            tables *= (users + i) / i;
        }

        return tables <= Tables + 0.5;
    }
}
