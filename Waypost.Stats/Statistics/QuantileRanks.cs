namespace Waypost.Stats.Statistics;

/// <summary>
/// Ranks around a quantile ν of n values. With them an interval needs no density, and ties and gaps are seen that make
/// <see cref="Quantiles.StandardError"/> meaningless.
/// </summary>
internal static class QuantileRanks
{
    /// <summary>Steps at which the values around the quantile are read: enough to see a tie of a fifth of them.</summary>
    private const int Steps = 20;

    /// <summary>
    /// Largest allowed share of the ranks between Q(ν − h) and Q(ν + h) with one value. A fifth means that rounding is about 0.8 standard
    /// errors; up to there, simulated false alarms stay below 5.73 %.
    /// </summary>
    private const double MostTied = 0.2;

    /// <summary>Largest allowed share of the distance from Q(ν − h) to Q(ν + h) without any value: one standard error.</summary>
    private const double WidestGap = 0.25;

    /// <summary>How often the widest of k random spacings is taken for a gap.</summary>
    private const double FalseGaps = 1e-5;

    /// <summary>
    /// The ranks l &lt; u (from 1) with P(l ≤ B &lt; u) ≥ 1 − α and at most α/2 on each side, B ~ Bin(n, ν): the values at these ranks
    /// contain the quantile whatever the distribution, ties included. Null if there are too few values. Source: David &amp; Nagaraja, Order
    /// Statistics, 3rd ed. 2003, §7.1.
    /// </summary>
    /// <param name="quantile">0 &lt; ν &lt; 1.</param>
    /// <param name="alpha">Two-sided error rate, 0 &lt; α &lt; 1.</param>
    public static (long Low, long High)? OfInterval(double quantile, long users, double alpha)
    {
        var low = First(users, rank => AtLeast(rank, quantile, users) < 1 - (alpha / 2)) - 1;
        var high = First(users, rank => AtLeast(rank, quantile, users) <= alpha / 2);
        return low >= 1 && high <= users ? (low, high) : null;
    }

    /// <summary>
    /// Evenly spaced ranks (from 1) from that of Q(ν − h) to that of Q(ν + h): all of them, or 21 if there are more. Empty with fewer users
    /// than <see cref="Quantiles.MinimumUsers"/>.
    /// </summary>
    public static IReadOnlyList<long> Around(double quantile, long users, double alpha)
    {
        if (users < Quantiles.MinimumUsers(quantile, alpha))
        {
            return [];
        }

        var (first, last) = Ends(quantile, users, alpha);
        var steps = Math.Min(Steps, last - first);
        return [.. Enumerable.Range(0, (int)steps + 1).Select(step => first + ((last - first) * step / steps))];
    }

    /// <summary>The share for which <c>percentile_disc</c> returns the value at this rank, whatever the rounding.</summary>
    public static double ShareOf(long rank, long users) => (rank - 0.5) / users;

    /// <summary>
    /// Degrees of freedom of the standard error of one arm. Its span covers k = 2hn ranks, whose relative variance is 1/k; a variance with
    /// relative variance 4/k has k/2 degrees of freedom (Satterthwaite 1946). At least 1.
    /// </summary>
    public static long DegreesOfFreedom(double quantile, long users, double alpha) =>
        Math.Max(1, (long)(users * Quantiles.RankHalfWidth(quantile, users, alpha)));

    /// <summary>
    /// Whether one value takes more than a fifth of the ranks around the quantile, or a gap more of their distance than random spacings
    /// explain: the largest of k is above g with a probability of at most k(1 − g)^(k − 1) (David &amp; Nagaraja 2003 §6.4).
    /// </summary>
    /// <param name="values">Those at the ranks <see cref="Around"/>.</param>
    public static bool HasTiesOrGap(IReadOnlyList<double> values, double quantile, long users, double alpha)
    {
        if (values.Count < 2)
        {
            return false;
        }

        var (tied, mostTied, gap) = (0, 0, 0d);
        for (var i = 1; i < values.Count; i++)
        {
            tied = values[i] == values[i - 1] ? tied + 1 : 0;
            mostTied = Math.Max(mostTied, tied);
            gap = Math.Max(gap, values[i] - values[i - 1]);
        }

        var (first, last) = Ends(quantile, users, alpha);
        double ranks = last - first;
        var random = ranks < 2 ? 1 : 1 - Math.Pow(FalseGaps / ranks, 1 / (ranks - 1));
        return mostTied > MostTied * (values.Count - 1) || gap > Math.Max(WidestGap, random) * (values[^1] - values[0]);
    }

    /// <summary>The ranks between which type 7 interpolates Q(ν − h) and Q(ν + h).</summary>
    private static (long First, long Last) Ends(double quantile, long users, double alpha)
    {
        var halfWidth = Quantiles.RankHalfWidth(quantile, users, alpha);
        var first = (long)Math.Floor((users - 1) * Math.Max(0, quantile - halfWidth));
        var last = (long)Math.Ceiling((users - 1) * Math.Min(1, quantile + halfWidth));
        return (first + 1, last + 1);
    }

    /// <summary>P(B ≥ rank) = I_ν(rank, n − rank + 1), DLMF 8.17.5.</summary>
    private static double AtLeast(long rank, double quantile, long users) =>
        IncompleteBeta.OfOdds(rank, users - rank + 1, (1 - quantile) / quantile);

    /// <summary>The first rank from 1 on for which the condition holds; n + 1 if it holds nowhere.</summary>
    private static long First(long users, Func<long, bool> holds)
    {
        var (low, high) = (1L, users + 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (holds(middle))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
