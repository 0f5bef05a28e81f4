using Waypost.Stats.AnalyticsDatabase;

namespace Waypost.Stats.Queries;

/// <summary>An index on the column that a query compares with its window.</summary>
/// <param name="Ddl">The statement for the database's owner.</param>
/// <param name="ForPlanner">The statement for a hypothetical index; null for a partitioned table, which has one for each partition.</param>
internal sealed record WindowIndex(string Ddl, string? ForPlanner)
{
    /// <summary>Below this size, reading the whole table is as fast.</summary>
    private const long LargeTable = 8 * 1024 * 1024;

    /// <summary>Null if the table is small, has such an index, or the window has most of it.</summary>
    public static async Task<WindowIndex?> FindAsync(
        AnalyticsSession session,
        WindowScan scan,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        // Of a partition, the index belongs on the partitioned table. It cannot be created concurrently there.
        var rows = await session.RunAsync(
            "describe",
            $"""
            select format('%I.%I', rn.nspname, root.relname), root.relkind::text
            from pg_catalog.pg_class as c
              join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
              join pg_catalog.pg_class as root on root.oid = coalesce(pg_partition_root(c.oid), c.oid)
              join pg_catalog.pg_namespace as rn on rn.oid = root.relnamespace
            where n.nspname = {SqlText.Of(scan.Schema)} and c.relname = {SqlText.Of(scan.Table)} and c.relkind in ('r', 'm')
              and pg_table_size(c.oid) >= {SqlText.Of(LargeTable)}
              and (c.reltuples <= 0 or c.reltuples >= 2 * {SqlText.Of(scan.Rows)})
              and not exists (
                select 1 from pg_catalog.pg_index as i join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum = i.indkey[0]
                where i.indrelid = c.oid and i.indisvalid and i.indpred is null and quote_ident(a.attname) = {SqlText.Of(scan.Column)})
            """,
            row => (Table: row.GetString(0), IsPartitioned: row.GetString(1) == "p"),
            limit,
            cancellationToken
        );
        if (rows.Count == 0)
        {
            return null;
        }
        var on = $"on {rows[0].Table} ({scan.Column})";
        return rows[0].IsPartitioned ? new($"create index {on};", null) : new($"create index concurrently {on};", $"create index {on}");
    }
}
