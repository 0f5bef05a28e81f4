namespace Waypost.Stats.Statistics;

/// <summary>
/// Fisher's exact test of a two-by-two table, written here because MathNet.Numerics has no such test. Source: Fisher, JRSS 98 (1935);
/// two-sided as R's fisher.test.
/// </summary>
internal static class Fisher
{
    internal const string Name = "Fisher's exact test";

    /// <summary>
    /// p = the sum of the hypergeometric probabilities that are not greater than the observed table's; 1 without users.
    /// Given the margins, a table's probability is the product of its four cells' Poisson probabilities, so no factorial is computed and
    /// nothing overflows.
    /// </summary>
    public static double PValue(Proportion control, Proportion test)
    {
        // The smaller arm comes first, so that swapping arms gives exactly the same p.
        var (one, other) =
            (control.Trials, control.Successes).CompareTo((test.Trials, test.Successes)) <= 0 ? (control, test) : (test, control);
        double drawn = one.Trials,
            left = other.Trials,
            successes = one.Successes + other.Successes,
            failures = one.Failures + other.Failures;
        var all = drawn + left;
        var lowest = Math.Max(0, drawn - failures);
        var highest = Math.Min(drawn, successes);
        if (lowest == highest)
        {
            return 1;
        }

        var mode = Math.Clamp(Math.Floor((drawn + 1) * ((successes + 1) / (all + 2))), lowest, highest);
        var deviation = Math.Sqrt(drawn * (successes / all) * (failures / all) * (left / all));
        return new ExactTail(lowest, highest, mode, deviation, MinusLog, Ratio).PValue(one.Successes);

        double MinusLog(double x) =>
            Poisson.MinusLog(x, drawn * (successes / all))
            + Poisson.MinusLog(drawn - x, drawn * (failures / all))
            + Poisson.MinusLog(successes - x, left * (successes / all))
            + Poisson.MinusLog(left - successes + x, left * (failures / all));

        double Ratio(double x) => (drawn - x) / (x + 1) * ((successes - x) / (failures - drawn + x + 1));
    }
}
