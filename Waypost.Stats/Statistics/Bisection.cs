namespace Waypost.Stats.Statistics;

/// <summary>Finds where a monotone condition becomes true.</summary>
internal static class Bisection
{
    /// <summary>
    /// The lowest number between the bounds for which the condition holds, to twelve digits; null if it holds nowhere. Bounds above 0.
    /// </summary>
    internal static double? Lowest(double from, double to, Func<double, bool> holds)
    {
        if (holds(from))
        {
            return from;
        }

        var high = from;
        do
        {
            if (high >= to)
            {
                return null;
            }

            (from, high) = (high, Math.Min(high * 4, to));
        } while (!holds(high));

        while (high - from > 1e-13 * high)
        {
            var middle = from + ((high - from) / 2);
            if (middle <= from || middle >= high)
            {
                break;
            }
            if (holds(middle))
            {
                high = middle;
            }
            else
            {
                from = middle;
            }
        }

        return high;
    }
}
