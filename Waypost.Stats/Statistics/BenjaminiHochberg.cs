namespace Waypost.Stats.Statistics;

/// <summary>
/// Controls the false discovery rate of secondary metrics, which are exploratory. Source: Benjamini &amp; Hochberg, JRSS B 57 (1995).
/// </summary>
internal static class BenjaminiHochberg
{
    /// <summary>
    /// With p sorted upwards and m of them: pᵢ′ = min over j ≥ i of min(1, m·pⱼ/j). A null is no test and does not count in m.
    /// </summary>
    /// <returns>In the order given; null where null was given.</returns>
    public static IReadOnlyList<double?> Adjust(IReadOnlyList<double?> pValues)
    {
        var adjusted = new double?[pValues.Count];
        var order = PValueOrder.Ascending(pValues);
        var lowest = 1d;
        for (var rank = order.Count; rank >= 1; rank--)
        {
            lowest = Math.Min(lowest, pValues[order[rank - 1]]!.Value * ((double)order.Count / rank));
            adjusted[order[rank - 1]] = lowest;
        }

        return adjusted;
    }
}
