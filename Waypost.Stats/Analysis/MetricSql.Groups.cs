using Waypost.Stats.Queries;

namespace Waypost.Stats.Analysis;

/// <summary>
/// One more column to group by: the day of first exposure, the user's level, a bucket of users, or the user. Without one of these the SQL
/// has no trace of it.
/// </summary>
internal sealed partial class MetricSql
{
    /// <summary>
    /// Null = one row per variant; else one per variant and day of first exposure, <c>day</c> −1 before the first of these.
    /// </summary>
    public IReadOnlyList<LocalDay>? Days { get; init; }

    /// <summary>
    /// Null = one row per variant; else one per variant and <c>level</c>, the level's index, and one per variant of all levels, where
    /// <c>level</c> is NULL.
    /// </summary>
    public LevelColumn? Levels { get; init; }

    /// <summary>Null = one row per variant; else one per variant and <c>bucket</c> of users by a hash of their id.</summary>
    public int? Buckets { get; init; }

    private string GroupBy => Levels is null ? $"group by c.v{Group("c.")}" : "group by grouping sets ((c.v, c.level), (c.v))";

    private string Group(string prefix) =>
        Days is not null ? $", {prefix}day"
        : Levels is not null ? $", {prefix}level"
        : Buckets is not null ? $", {prefix}bucket"
        : OfEachUser ? $", {prefix}u"
        : "";

    /// <summary>The boundaries of days are computed here and not by PostgreSQL, whose time zone data may be of another version.</summary>
    /// <param name="type">PostgreSQL's type of the instant.</param>
    /// <param name="level">The user's level.</param>
    private string GroupOf(string instant, string type, string level) =>
        Days is not null ? $", width_bucket({instant}, {DaySet.Boundaries(Days, type)}) - 1 as day"
        : Levels is not null ? $", {level} as level"
        : Buckets is not null ? BucketOf("w.u")
        : OfEachUser ? ", w.u"
        : "";
}
