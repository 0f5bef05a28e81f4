using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>Buckets of users by a hash of their id.</summary>
internal sealed partial class MetricSql
{
    /// <summary>
    /// The users with rows of the query, the rows, and the most of one user; then the same of the sums of the values without their signs,
    /// and the sum of the users with the largest ones.
    /// </summary>
    /// <param name="top">How many users these are.</param>
    public string RowsPerUser(CustomerQuery events, MetricWindow? window, long top)
    {
        var id = Id(exposures, events);
        return $"""
            with {UsersTable(id, ColumnTypes.TimestampWithZone, window)}, waypost_rows as materialized (
            select p.n, abs(p.s) as s
            from ({PerUser(events, id, null, window, "")}) as p
            where p.s not in {NotNumbers})
            select count(*), coalesce(sum(n), 0)::bigint, coalesce(max(n), 0), coalesce(sum(s), 0), coalesce(max(s), 0),
              (select coalesce(sum(t.s), 0) from (select s from waypost_rows order by s desc limit {SqlText.Of(top)}) as t)
            from waypost_rows
            """;
    }

    /// <summary>Of the text of the id, byte by byte, so that the type and the collation of the column do not matter.</summary>
    private string BucketOf(string user) =>
        $", (hashtextextended({user}::text collate \"C\", 0) & {SqlText.Of(Buckets!.Value - 1)})::int as bucket";
}
