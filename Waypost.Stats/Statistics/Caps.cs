namespace Waypost.Stats.Statistics;

/// <summary>
/// A cap on users' totals (winsorising): one value for all arms, because different caps would themselves be a difference. SQL applies it.
/// </summary>
internal static class Caps
{
    /// <summary>
    /// Type 7 of Hyndman &amp; Fan (The American Statistician 50, 1996), which is percentile_cont and NumPy's and R's default:
    /// with i = (n − 1)p, the value between ranks ⌊i⌋ and ⌈i⌉, linearly.
    /// </summary>
    /// <param name="ascending">Users' totals over all arms, smallest first, at least one.</param>
    /// <param name="share">p, 0…1.</param>
    public static double Percentile(IReadOnlyList<double> ascending, double share)
    {
        ArgumentOutOfRangeException.ThrowIfZero(ascending.Count);
        var rank = (ascending.Count - 1) * Math.Clamp(share, 0, 1);
        var below = (int)Math.Floor(rank);
        var above = Math.Min(below + 1, ascending.Count - 1);
        return ascending[below] + ((rank - below) * (ascending[above] - ascending[below]));
    }

    /// <summary>
    /// Why this cap cannot be used; null = it can. A percentile of mostly inactive users is 0, and a cap of 0 would erase the metric.
    /// </summary>
    public static StatisticsWarning? Validate(double cap) =>
        cap switch
        {
            0 => StatisticsWarning.CapZero,
            > 0 when double.IsFinite(cap) => null,
            _ => StatisticsWarning.CapNotPositive,
        };
}
