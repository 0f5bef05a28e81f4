namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>What can be done with PostgreSQL's types, by the names <c>format_type</c> gives them.</summary>
internal static class ColumnTypes
{
    public const string Boolean = "boolean";
    public const string Interval = "interval";
    public const string Timestamp = "timestamp without time zone";
    public const string TimestampWithZone = "timestamp with time zone";

    public static bool IsInteger(string type) => type is "smallint" or "integer" or "bigint";

    public static bool IsFloat(string type) => type is "real" or "double precision";

    public static bool IsNumber(string type) => IsInteger(type) || IsFloat(type) || type is "numeric";

    /// <summary>May hold NaN or infinity.</summary>
    public static bool MayBeNoNumber(string type) => IsFloat(type) || type is "numeric";

    public static bool IsText(string type) => type is "text" or "character varying";

    public static bool IsTimestamp(string type) => type is Timestamp or TimestampWithZone;
}
