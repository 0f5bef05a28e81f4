using Microsoft.Extensions.Options;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Checks;

/// <summary>
/// Asks PostgreSQL's planner what a query will cost, with and without its window, and which index would let it read the window only.
/// </summary>
internal sealed class QueryEstimates(IOptions<StatsOptions> options)
{
    /// <summary>Of a table with thousands of partitions, a few will do.</summary>
    private const int MaxScans = 10;

    public async Task<QueryEstimate?> OfAsync(
        AnalyticsSession session,
        CustomerQuery query,
        QueryWindow window,
        CancellationToken cancellationToken
    )
    {
        var limit = options.Value.PreviewTimeout;
        try
        {
            var sql = $"select * from {query.As("q")}";
            var all = await QueryPlan.ExplainAsync(session, BoundSql.Unbounded(sql), limit, cancellationToken);
            var inWindow = query.HasPlaceholders ? await QueryPlan.ExplainAsync(session, sql, limit, cancellationToken) : null;
            return new()
            {
                AllTimes = CostOf(all),
                Window = inWindow is null ? null : CostOf(inWindow),
                Index = await AdviseAsync(session, query, window, limit, cancellationToken),
            };
        }
        catch (AnalyticsDatabaseException)
        {
            return null; // a missing estimate must not fail the check
        }
    }

    /// <summary>As an analysis reads the query: with the window's condition around it.</summary>
    private static async Task<IndexAdvice?> AdviseAsync(
        AnalyticsSession session,
        CustomerQuery query,
        QueryWindow window,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        if (query.TypeOf("timestamp") is not { } type || !ColumnTypes.IsTimestamp(type))
        {
            return null;
        }
        var sql = $"select * from {query.As("q")} where {ExposureSql.Within(query, window.From, window.To)}";
        var plan = await QueryPlan.ExplainAsync(session, sql, limit, cancellationToken);
        foreach (var scan in WindowScan.Of(plan).Take(MaxScans))
        {
            if (await WindowIndex.FindAsync(session, scan, limit, cancellationToken) is not { } index)
            {
                continue;
            }
            var with = index.ForPlanner is { } ddl
                ? await HypotheticalIndex.ExplainAsync(session, ddl, sql, limit, cancellationToken)
                : null;
            if (with is null || with.Cost < plan.Cost)
            {
                return new(index.Ddl, CostOf(plan), with is null ? null : CostOf(with));
            }
        }

        return null;
    }

    private static PlanCost CostOf(QueryPlan plan) => new(plan.Rows, plan.Cost);
}
