using System.Globalization;
using Waypost.Stats.AnalyticsDatabase;

namespace Waypost.Stats.Queries;

/// <summary>
/// Values as SQL literals. They are part of the text and not parameters, so that a stored query can be run again as it is.
/// </summary>
internal static class SqlText
{
    public static string Of(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>With 17 digits, so that no precision is lost.</summary>
    public static string Of(double number) => $"'{Number(number)}'::float8";

    /// <summary>The same without quotes and type, for the element of an array.</summary>
    public static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A time as a literal of the column's type, so that an index on the column can be used.</summary>
    public static string Of(DateTimeOffset at, string type)
    {
        var utc = at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
        return type == ColumnTypes.Timestamp ? $"timestamp '{utc}'" : $"timestamptz '{utc}+00'";
    }

    /// <summary>Converts a time from one type to the other. A timestamp without time zone is UTC.</summary>
    public static string Instant(string expression, string from, string to) =>
        from == to ? expression : $"({expression} at time zone 'UTC')";

    /// <summary>
    /// An id as text, unless all types compare as their texts do: then an index can be used.
    /// </summary>
    public static string Id(string expression, params IReadOnlyList<string> types) =>
        types.All(ColumnTypes.IsInteger) || types.All(ColumnTypes.IsText) || types.All(type => type == "uuid")
            ? expression
            : $"{expression}::text";
}
