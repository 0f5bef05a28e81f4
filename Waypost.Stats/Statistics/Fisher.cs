namespace Waypost.Stats.Statistics;

/// <summary>
/// Fisher's exact test of a two-by-two table, written here because MathNet.Numerics has no such test. Source: Fisher, JRSS 98 (1935);
/// two-sided as R's fisher.test.
/// </summary>
internal static class Fisher
{
    internal const string Name = "Fisher's exact test";

    /// <summary>Two probabilities this close count as equal, because they only differ by rounding. The value is R's.</summary>
    private const double SameProbability = 1 + 1e-7;

    /// <summary>
    /// p = the sum of the hypergeometric probabilities that are not greater than the observed table's; 1 without users.
    /// Weights relative to the most probable table come from the ratio of neighbours, so no factorial is computed and nothing overflows.
    /// The loops end where weights become 0, some 40 standard deviations out, however many users there are.
    /// </summary>
    public static double PValue(Proportion control, Proportion test)
    {
        // The smaller arm comes first, so that swapping arms gives exactly the same p.
        var (one, other) =
            (control.Trials, control.Successes).CompareTo((test.Trials, test.Successes)) <= 0 ? (control, test) : (test, control);
        double drawn = one.Trials,
            successes = one.Successes + other.Successes,
            failures = one.Failures + other.Failures;
        var lowest = Math.Max(0, drawn - failures);
        var highest = Math.Min(drawn, successes);
        var mode = Math.Clamp(Math.Floor((drawn + 1) * ((successes + 1) / (successes + failures + 2))), lowest, highest);
        double observed = one.Successes;

        var limit = SameProbability * Weight();
        var (total, tail) = (0d, 0d);
        Add(1);
        var weight = 1d;
        for (var x = mode; x < highest && weight > 0; x++)
        {
            Add(weight *= Up(x));
        }
        weight = 1;
        for (var x = mode; x > lowest && weight > 0; x--)
        {
            Add(weight /= Up(x - 1));
        }
        return Math.Min(1, tail / total);

        // P(x + 1)/P(x).
        double Up(double x) => (drawn - x) / (x + 1) * ((successes - x) / (failures - drawn + x + 1));

        double Weight()
        {
            var w = 1d;
            for (var x = mode; x < observed && w > 0; x++)
            {
                w *= Up(x);
            }
            for (var x = mode; x > observed && w > 0; x--)
            {
                w /= Up(x - 1);
            }
            return w;
        }

        void Add(double w)
        {
            total += w;
            if (w <= limit)
            {
                tail += w;
            }
        }
    }
}
