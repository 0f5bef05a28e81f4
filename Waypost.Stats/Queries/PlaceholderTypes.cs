using Waypost.Stats.AnalyticsDatabase;
using Waypost.Wire.Sql;

namespace Waypost.Stats.Queries;

/// <summary>
/// Asks PostgreSQL which type each placeholder of a query has, by preparing the query with parameters of unknown type: in
/// <c>day &gt;= {{start}}</c> it has the type of <c>day</c>. A time with zone would be compared in the session's time zone with a column
/// that has none, and a date would lose its first day.
/// </summary>
internal static class PlaceholderTypes
{
    private const string Unknown = "unknown";

    private static readonly string[] instants = [ColumnTypes.TimestampWithZone, ColumnTypes.Timestamp, ColumnTypes.Date];

    /// <summary>
    /// One type for each placeholder, in order; null where PostgreSQL cannot tell, as in a calculation.
    /// </summary>
    public static async Task<IReadOnlyList<string?>> InferAsync(
        AnalyticsSession session,
        string sql,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        var count = SqlPlaceholders.Find(sql).Count;
        if (count == 0)
        {
            return [];
        }

        var prepared = SqlPlaceholders.Fill(sql, (i, _) => $"${SqlText.Of(i + 1)}");
        async Task<IReadOnlyList<string>?> TryAsync(IEnumerable<string> declared)
        {
            try
            {
                return await session.ParameterTypesAsync(prepared, [.. declared], limit, cancellationToken);
            }
            catch (AnalyticsDatabaseException exception) when (!exception.IsConnectionFailure)
            {
                return null;
            }
        }

        if (await TryAsync(Enumerable.Repeat(Unknown, count)) is { } all && all.All(instants.Contains))
        {
            return all;
        }
        var types = new string?[count];
        for (var at = 0; at < count; at++)
        {
            var declared = Enumerable.Range(0, count).Select(i => i == at ? Unknown : ColumnTypes.TimestampWithZone);
            if (await TryAsync(declared) is { } inferred && instants.Contains(inferred[at]))
            {
                types[at] = inferred[at];
            }
        }

        return types;
    }
}
