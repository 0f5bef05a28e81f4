using System.Text.Json;
using System.Text.RegularExpressions;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Wire.Experiments;
using Waypost.Wire.Sql;

namespace Waypost.Stats.Queries;

/// <summary>
/// Asks PostgreSQL's planner which tables and functions a query reads, and refuses those of PostgreSQL itself. The validator knows only
/// names, and a view or the login's search_path can hide what is behind them. The plan has no functions of expressions, which the
/// validator checks.
/// </summary>
internal static partial class SystemRelations
{
    /// <summary>Throws an <see cref="AnalyticsDatabaseException"/> that names the table or function.</summary>
    public static async Task EnsureNoneAsync(AnalyticsSession session, string sql, TimeSpan limit, CancellationToken cancellationToken)
    {
        var plan = await QueryPlan.ExplainAsync(session, sql, limit, cancellationToken);
        if (plan.Nodes.Select(NameOf).FirstOrDefault(name => name is not null) is { } found)
        {
            throw new AnalyticsDatabaseException(
                CheckCodes.QueryRefused,
                $"The query reads {found}, which belongs to PostgreSQL itself, through a view, a row security policy or the login's "
                    + "search_path. Queries may read only your own tables."
            );
        }
    }

    /// <summary>The system table or function that the node reads; null if it reads none.</summary>
    internal static string? NameOf(JsonElement node)
    {
        var schema = Text(node, "Schema");
        if (Text(node, "Relation Name") is { } relation && schema is not null)
        {
            return SystemNames.IsTable([schema, relation]) ? $"{schema}.{relation}" : null;
        }
        if (Text(node, "Function Name") is { } function)
        {
            return SystemNames.IsFunction([function]) ? $"{schema}.{function}" : null;
        }
        // Of ROWS FROM, there is only the text of the calls.
        return Text(node, "Function Call") is { } calls
            ? Call().Matches(Literal().Replace(calls, "''")).Select(call => call.Groups["name"].Value).FirstOrDefault(IsSystemFunction)
            : null;
    }

    private static bool IsSystemFunction(string name) => SystemNames.IsFunction([name]);

    private static string? Text(JsonElement node, string property) =>
        node.TryGetProperty(property, out var value) ? value.GetString() : null;

    [GeneratedRegex("'(?:[^']|'')*'")]
    private static partial Regex Literal();

    [GeneratedRegex(@"(?<name>[A-Za-z_][A-Za-z0-9_]*)\(")]
    private static partial Regex Call();
}
