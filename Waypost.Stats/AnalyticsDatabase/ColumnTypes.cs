namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>Groups PostgreSQL's types by how Waypost can use them. Names are those of <c>format_type</c>.</summary>
internal static class ColumnTypes
{
    public const string Boolean = "boolean";
    public const string Date = "date";
    public const string Interval = "interval";
    public const string Timestamp = "timestamp without time zone";
    public const string TimestampWithZone = "timestamp with time zone";

    public static bool IsInteger(string type) => type is "smallint" or "integer" or "bigint";

    public static bool IsFloat(string type) => type is "real" or "double precision";

    public static bool IsNumber(string type) => IsInteger(type) || IsFloat(type) || type is "numeric";

    /// <summary>Whether values can be NaN or infinite.</summary>
    public static bool CanHoldNaN(string type) => IsFloat(type) || type is "numeric";

    public static bool IsText(string type) => type is "text" or "character varying";

    public static bool IsTimestamp(string type) => type is Timestamp or TimestampWithZone;
}
