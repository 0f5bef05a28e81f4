namespace Waypost.Stats.Statistics;

/// <summary>The order of the p-values of one family, which are corrected together.</summary>
internal static class PValueOrder
{
    /// <summary>Indexes of the p-values that are not null, smallest first.</summary>
    internal static IReadOnlyList<int> Ascending(IReadOnlyList<double?> pValues) =>
        [.. Enumerable.Range(0, pValues.Count).Where(i => pValues[i] is not null).OrderBy(i => pValues[i])];
}
