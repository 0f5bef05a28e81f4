using System.Globalization;
using Waypost.Stats.AnalyticsDatabase;

namespace Waypost.Stats.Queries;

/// <summary>
/// Our values as SQL. Written into the text and not sent as parameters, so that a stored query can be run again as it stands.
/// </summary>
internal static class SqlText
{
    public static string Of(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Exactly: 17 digits.</summary>
    public static string Of(double number) => $"'{number.ToString("R", CultureInfo.InvariantCulture)}'::float8";

    /// <summary>An instant, to be compared with a column of that type as it is, so that an index on it can be used.</summary>
    public static string Of(DateTimeOffset at, string type)
    {
        var utc = at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
        return type == ColumnTypes.Timestamp ? $"timestamp '{utc}'" : $"timestamptz '{utc}+00'";
    }

    /// <summary>An instant of one type as the other. A timestamp without time zone is UTC.</summary>
    public static string Instant(string expression, string from, string to) =>
        from == to ? expression : $"({expression} at time zone 'UTC')";

    /// <summary>
    /// An id as text, unless both sides are of types that are equal exactly where their texts are: then their index can be used.
    /// </summary>
    public static string Id(string expression, params IReadOnlyList<string> types) =>
        types.All(ColumnTypes.IsInteger) || types.All(ColumnTypes.IsText) || types.All(type => type == "uuid")
            ? expression
            : $"{expression}::text";
}
