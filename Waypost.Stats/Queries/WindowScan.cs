using System.Text.Json;
using System.Text.RegularExpressions;

namespace Waypost.Stats.Queries;

/// <summary>A plan's step that reads a whole table and keeps the rows of a window.</summary>
/// <param name="Schema">Schema of the table.</param>
/// <param name="Table">Its name.</param>
/// <param name="Column">The column that is compared with the window, quoted where necessary.</param>
/// <param name="Rows">Rows that the planner expects to keep.</param>
internal sealed partial record WindowScan(string Schema, string Table, string Column, double Rows)
{
    private const string Identifier = """(?:"(?:[^"]|"")+"|[a-z_][a-z0-9_$]*)""";
    private const string Instant = "'[^']*'::(?:timestamp with(?:out)? time zone|date)";

    public static IEnumerable<WindowScan> Of(QueryPlan plan) =>
        from node in plan.Nodes
        where node.GetProperty("Node Type").GetString() == "Seq Scan" && node.TryGetProperty("Filter", out _)
        let column = ColumnOf(node.GetProperty("Filter").GetString()!)
        where column is not null
        select new WindowScan(Text(node, "Schema"), Text(node, "Relation Name"), column, node.GetProperty("Plan Rows").GetDouble());

    /// <summary>
    /// The column of conditions such as <c>e.column >= 'time'</c>; null if there is none. With several columns, the one with most
    /// conditions, because a window has two ends.
    /// </summary>
    private static string? ColumnOf(string filter) =>
        Comparison()
            .Matches(filter)
            .CountBy(match => match.Groups["column"].Value)
            .OrderByDescending(column => column.Value)
            .Select(column => column.Key)
            .FirstOrDefault();

    private static string Text(JsonElement node, string property) => node.GetProperty(property).GetString()!;

    [GeneratedRegex(
        $@"\({Identifier}\.(?<column>{Identifier}) (?:>=?|<=?) {Instant}\)|\({Instant} (?:>=?|<=?) {Identifier}\.(?<column>{Identifier})\)"
    )]
    private static partial Regex Comparison();
}
