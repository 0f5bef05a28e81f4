using Microsoft.Extensions.Options;
using Waypost.Stats.Analysis;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Holdouts;

/// <summary>Opens a session in the analytics database, and counts the active users by group.</summary>
internal sealed class HoldoutCounter(AnalyticsSessionFactory sessions, IOptions<StatsOptions> options)
{
    /// <summary>The caller disposes it, which ends the session.</summary>
    public async Task<CountedExperiment> CountAsync(HoldoutRequest request, ExperimentScope scope, CancellationToken cancellationToken)
    {
        var session = await sessions.BeginAsync(request.Source, cancellationToken);
        try
        {
            var users = await CustomerQuery.ReadAsync(
                session,
                request.UsersQuery,
                QueryWindow.OfExposures(scope),
                NeededColumn.Of(MetricType.Binomial),
                options.Value.PreviewTimeout,
                cancellationToken
            );
            var tally = await CountAsync(session, users, HoldoutGroups.Of(request), scope, cancellationToken);
            return new(sessions, request.Source, session, users, tally, options.Value.PreviewTimeout);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private async Task<ExposureTally> CountAsync(
        AnalyticsSession session,
        CustomerQuery users,
        HoldoutGroups groups,
        ExperimentScope scope,
        CancellationToken cancellationToken
    )
    {
        using var span = Instruments.Source.StartActivity("waypost.analysis.exposures");
        var sql = Sql(users, scope);
        var counts = new long[HoldoutGroups.Count];
        var withoutId = 0L;
        await session.ReadEachAsync(
            "exposures",
            sql,
            row =>
            {
                if (row.IsDBNull(0))
                {
                    withoutId = row.GetInt64(1);
                }
                else
                {
                    counts[groups.IndexOf(row.GetString(0))]++;
                }
            },
            options.Value.QueryTimeout,
            cancellationToken
        );
        return new(counts, counts, Several: 0, withoutId, UnknownVariant: 0, sql);
    }

    private static string Sql(CustomerQuery users, ExperimentScope scope) =>
        $"""
            select x.u::text as u, count(*) as times
            from (
            {ExposureSql.Rows(users, scope, SqlText.Id("q.user_id", users.TypeOf("user_id")!))}
            ) as x
            group by x.u
            """;
}
