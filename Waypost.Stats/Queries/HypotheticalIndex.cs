using Waypost.Stats.AnalyticsDatabase;

namespace Waypost.Stats.Queries;

/// <summary>
/// Plans a query as if an index existed, with the extension hypopg, which keeps such indexes in the memory of the session.
/// </summary>
internal static class HypotheticalIndex
{
    /// <summary>Null without the extension, or if the login may not use it.</summary>
    public static async Task<QueryPlan?> ExplainAsync(
        AnalyticsSession session,
        string ddl,
        string sql,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var schemas = await RunAsync(
                "select format('%I', n.nspname) from pg_catalog.pg_extension as e "
                    + "join pg_catalog.pg_namespace as n on n.oid = e.extnamespace where e.extname = 'hypopg'"
            );
            if (schemas.Count == 0)
            {
                return null;
            }
            await RunAsync($"select indexname from {schemas[0]}.hypopg_create_index({SqlText.Of(ddl)})");
            try
            {
                return await QueryPlan.ExplainAsync(session, sql, limit, cancellationToken);
            }
            finally
            {
                await RunAsync($"select 'done' from {schemas[0]}.hypopg_reset()");
            }
        }
        catch (AnalyticsDatabaseException exception) when (!exception.IsConnectionFailure)
        {
            return null;
        }

        Task<IReadOnlyList<string>> RunAsync(string statement) =>
            session.RunAsync("describe", statement, row => row.GetString(0), limit, cancellationToken);
    }
}
