using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Waypost.Stats.AnalyticsDatabase;

namespace Waypost.Stats.Queries;

/// <summary>
/// Suggests indexes with which an analysis reads only the rows it needs, in order. Only suggests them, because the login is read-only,
/// and only for queries that read one table and its own columns.
/// </summary>
internal sealed partial class SuggestedIndexes(IOptions<StatsOptions> options, TimeProvider time)
{
    private static readonly string[] scans = ["Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Heap Scan"];
    private static readonly string[] conditions = ["Filter", "Index Cond", "Recheck Cond"];
    private const string Identifier = """(?:"(?:[^"]|"")+"|[a-z_][a-z0-9_$]*)""";

    public Task<IReadOnlyList<string>> ForExposuresAsync(AnalyticsSession session, string sql, CancellationToken cancellationToken) =>
        SuggestAsync(session, sql, ["experiment_id", "user_id"], ["treatment", "timestamp"], cancellationToken);

    public Task<IReadOnlyList<string>> ForMetricAsync(AnalyticsSession session, string sql, CancellationToken cancellationToken) =>
        SuggestAsync(session, sql, ["user_id", "timestamp"], ["value"], cancellationToken);

    private async Task<IReadOnlyList<string>> SuggestAsync(
        AnalyticsSession session,
        string sql,
        string[] keys,
        string[] included,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var query = await CustomerQuery.ReadAsync(
                session,
                sql,
                QueryWindow.Recent(time.GetUtcNow()),
                options.Value.PreviewTimeout,
                cancellationToken
            );
            string[] columns = [.. keys, .. included.Where(column => query.TypeOf(column) is not null)];
            var select = string.Join(", ", columns.Select(column => $"q.\"{column}\""));
            var plans = await session.RunAsync(
                "describe",
                $"explain (verbose, format json) select {select} from {query.As("q")}",
                row => row.GetString(0),
                options.Value.PreviewTimeout,
                cancellationToken
            );
            if (TableOf(JsonElement.Parse(plans[0])[0].GetProperty("Plan"), columns.Length) is not { } table)
            {
                return [];
            }

            var (name, kind, has) = (
                await session.RunAsync(
                    "describe",
                    Existing(table, keys.Length),
                    row => (row.GetString(0), row.GetString(1), row.GetBoolean(2)),
                    options.Value.PreviewTimeout,
                    cancellationToken
                )
            )[0];
            return has || kind is not ("r" or "p" or "m")
                ? []
                : [Ddl(name, kind, table.Columns.Take(keys.Length), table.Columns.Skip(keys.Length).Union(table.Filtered))];
        }
        catch (AnalyticsDatabaseException)
        {
            return []; // a missing suggestion must not fail the check
        }
    }

    /// <summary>The only table that the plan reads, with the columns behind the query's; null if the plan does more.</summary>
    private static Table? TableOf(JsonElement plan, int columns)
    {
        while (plan.GetProperty("Node Type").GetString() == "Gather" && plan.GetProperty("Plans").GetArrayLength() == 1)
        {
            plan = plan.GetProperty("Plans")[0];
        }
        if (!scans.Contains(plan.GetProperty("Node Type").GetString()) || !plan.TryGetProperty("Relation Name", out var relation))
        {
            return null;
        }
        var output = plan.GetProperty("Output").EnumerateArray().Select(one => PlainColumn().Match(one.GetString()!)).ToList();
        if (output.Count != columns || !output.TrueForAll(one => one.Success))
        {
            return null;
        }
        var names = output.ConvertAll(one => one.Groups["column"].Value);
        var texts = conditions.Select(part => plan.TryGetProperty(part, out var text) ? text.GetString()! : "");
        var alias = output[0].Groups["alias"].Value;
        var filtered = texts
            .SelectMany(text => AnyColumn().Matches(text))
            .Where(one => one.Groups["alias"].Value == alias)
            .Select(one => one.Groups["column"].Value);
        return new(plan.GetProperty("Schema").GetString()!, relation.GetString()!, names, [.. filtered.Distinct().Except(names)]);
    }

    private static string Existing(Table table, int keys)
    {
        var columnsMatch = string.Join(
            " and ",
            Enumerable
                .Range(0, keys)
                .Select(index =>
                    $"{SqlText.Of(table.Columns[index])} = (select quote_ident(a.attname) from pg_catalog.pg_attribute as a "
                    + $"where a.attrelid = c.oid and a.attnum = i.indkey[{SqlText.Of(index)}])"
                )
        );
        return $"""
            select format('%I.%I', n.nspname, c.relname), c.relkind::text, exists (
              select 1 from pg_catalog.pg_index as i
              where i.indrelid = c.oid and i.indisvalid and i.indpred is null and {columnsMatch})
            from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
            where n.nspname = {SqlText.Of(table.Schema)} and c.relname = {SqlText.Of(table.Name)}
            """;
    }

    private sealed record Table(string Schema, string Name, IReadOnlyList<string> Columns, IReadOnlyList<string> Filtered);

    private static string Ddl(string name, string kind, IEnumerable<string> keys, IEnumerable<string> included)
    {
        var includedColumns = string.Join(", ", included);
        // An index on a partitioned table cannot be created concurrently.
        return $"create index {(kind == "p" ? "" : "concurrently ")}on {name} "
            + $"({string.Join(", ", keys)}){(includedColumns.Length == 0 ? "" : $" include ({includedColumns})")};";
    }

    [GeneratedRegex($@"\A(?<alias>{Identifier})\.(?<column>{Identifier})\z")]
    private static partial Regex PlainColumn();

    [GeneratedRegex($@"(?<alias>{Identifier})\.(?<column>{Identifier})")]
    private static partial Regex AnyColumn();
}
