namespace Waypost.Stats.Statistics;

/// <summary>
/// Controls the family-wise error rate of primary metrics × variants. Source: Holm, Scandinavian Journal of Statistics 6 (1979).
/// </summary>
internal static class Holm
{
    /// <summary>
    /// With p sorted upwards and m of them: pᵢ′ = max over j ≤ i of min(1, (m − j + 1)pⱼ). A null is no test and does not count in
    /// m.
    /// </summary>
    /// <returns>In the order given; null where null was given.</returns>
    public static IReadOnlyList<double?> Adjust(IReadOnlyList<double?> pValues)
    {
        var adjusted = new double?[pValues.Count];
        var order = PValueOrder.Ascending(pValues);
        var highest = 0d;
        for (var rank = 0; rank < order.Count; rank++)
        {
            highest = Math.Max(highest, Math.Min(1, (order.Count - rank) * pValues[order[rank]]!.Value));
            adjusted[order[rank]] = highest;
        }

        return adjusted;
    }
}
