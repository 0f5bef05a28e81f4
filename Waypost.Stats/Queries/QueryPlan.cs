using System.Text.Json;
using Waypost.Stats.AnalyticsDatabase;

namespace Waypost.Stats.Queries;

/// <summary>PostgreSQL's plan for a query, which it makes without running the query.</summary>
/// <param name="Root">The node that returns the rows.</param>
internal sealed record QueryPlan(JsonElement Root)
{
    /// <summary>All nodes, also those of sub-plans and common table expressions.</summary>
    public IEnumerable<JsonElement> Nodes => Descendants(Root);

    /// <summary>Rows that PostgreSQL expects.</summary>
    public double Rows => Root.GetProperty("Plan Rows").GetDouble();

    /// <summary>In PostgreSQL's unit, the cost of reading one page in sequence.</summary>
    public double Cost => Root.GetProperty("Total Cost").GetDouble();

    public static async Task<QueryPlan> ExplainAsync(
        AnalyticsSession session,
        string sql,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        var plans = await session.RunAsync(
            "describe",
            $"explain (verbose, format json) {sql}",
            row => row.GetString(0),
            limit,
            cancellationToken
        );
        return new(JsonElement.Parse(plans[0])[0].GetProperty("Plan"));
    }

    private static IEnumerable<JsonElement> Descendants(JsonElement node) =>
        (node.TryGetProperty("Plans", out var plans) ? plans.EnumerateArray().SelectMany(Descendants) : []).Prepend(node);
}
