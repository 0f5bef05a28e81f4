namespace Waypost.Stats.Analysis;

/// <summary>The day of first exposure, as one more column to group by. Without <see cref="Days"/> the SQL has no trace of it.</summary>
internal sealed partial class MetricSql
{
    private string Day(string prefix) => (Days is null ? "" : $", {prefix}day") + Bucket(prefix);

    /// <summary>The boundaries of days are computed here and not by PostgreSQL, whose time zone data may be of another version.</summary>
    /// <param name="type">PostgreSQL's type of the instant.</param>
    private string DayOf(string instant, string type) =>
        (Days is null ? "" : $", width_bucket({instant}, {DaySet.Boundaries(Days, type)}) - 1 as day") + BucketOf("w.u");
}
