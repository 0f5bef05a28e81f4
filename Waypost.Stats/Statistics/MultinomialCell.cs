namespace Waypost.Stats.Statistics;

/// <summary>−ln of one count's Poisson probability, for a million draws: looked up where draws fall, and computed elsewhere.</summary>
internal sealed class MultinomialCell
{
    /// <summary>A draw further out than this many standard deviations is too rare to be worth an entry.</summary>
    private const double Deviations = 8;

    /// <summary>Above this size computing the entries would take longer than looking them up saves.</summary>
    private const int MaxEntries = 200_000;

    private readonly double mean;
    private readonly long first;
    private readonly double[] known = [];

    /// <param name="users">N &gt; 0.</param>
    /// <param name="share">0 &lt; π ≤ 1; the mean is Nπ.</param>
    internal MultinomialCell(long users, double share)
    {
        mean = users * share;
        var width = Deviations * (Math.Sqrt(mean) + 1);
        first = (long)Math.Max(0, Math.Floor(mean - width));
        var entries = Math.Min(users, mean + width) - first + 1;
        if (entries <= MaxEntries)
        {
            known = new double[(int)entries];
            for (var i = 0; i < known.Length; i++)
            {
                known[i] = Poisson.MinusLog(first + i, mean);
            }
        }
    }

    internal double MinusLog(long count)
    {
        var index = count - first;
        return index >= 0 && index < known.Length ? known[index] : Poisson.MinusLog(count, mean);
    }
}
