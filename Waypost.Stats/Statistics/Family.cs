namespace Waypost.Stats.Statistics;

/// <summary>The p-values that are corrected together.</summary>
internal static class Family
{
    /// <summary>Where the p-values that exist stand, smallest first.</summary>
    internal static IReadOnlyList<int> Ascending(IReadOnlyList<double?> pValues) =>
        [.. Enumerable.Range(0, pValues.Count).Where(i => pValues[i] is not null).OrderBy(i => pValues[i])];
}
