using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>
/// One row per user instead of aggregates, for groups that only the worker can tell apart. Without <see cref="OfEachUser"/> the SQL has no
/// trace of it.
/// </summary>
internal sealed partial class MetricSql
{
    /// <summary>The column with the user's id as text.</summary>
    public const int UserColumn = 1;

    /// <summary>The number of the user's events without a value.</summary>
    public const int MissingColumn = 2;

    /// <summary>
    /// Returns, per user, <c>v</c>, <c>u</c>, <c>missing</c>, and for metric i the total r{i}, the total after the cap y{i} and the cap
    /// cap{i}; for a ratio also the denominator <c>d</c>. Without CUPED.
    /// </summary>
    public bool OfEachUser { get; init; }

    private static string EachUser(IReadOnlyList<MetricDefinition> metrics, string capJoin)
    {
        var columns = Each(
            metrics,
            (metric, i) =>
                $", p.r{i}, {Capped(metric, $"p.r{i}", i)} as y{i}"
                + (IsCapped(metric) ? $", {Cap(metric, $"k.k{i}")} as cap{i}" : "")
                + (metric.DenominatorQuery is null ? "" : ", p.d")
        );
        return $"""

            select p.v, p.u::text as u, p.missing::float8 as missing{columns}
            from waypost_values as p{capJoin}
            """;
    }
}
