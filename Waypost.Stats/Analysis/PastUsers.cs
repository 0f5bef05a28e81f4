using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>The users of past days, whatever experiment they were in.</summary>
/// <param name="Users">Those whose window is complete, if there is one.</param>
/// <param name="Days">In which they came.</param>
internal readonly record struct PastUsers(long Users, double Days)
{
    public double PerDay => Users / Days;

    /// <param name="kind">Of the query, for telemetry.</param>
    /// <param name="most">The most days that count.</param>
    public static async Task<PastUsers> CountAsync(
        AnalyticsSession session,
        CustomerQuery exposures,
        ExperimentScope scope,
        MetricWindow? window,
        string kind,
        int most,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        var id = SqlText.Id("q.user_id", exposures.TypeOf("user_id")!);
        var last = scope.To - (window?.Span ?? TimeSpan.Zero);
        var users = ExposureSql.UsersTable(exposures, scope, id, ColumnTypes.TimestampWithZone, window is null ? null : last);
        var end = SqlText.Of(last, ColumnTypes.TimestampWithZone);
        var sql = $"""
            with {users}
            select count(*), coalesce(extract(epoch from {end} - min(w.t0))::float8, 0) / 86400 from {ExposureSql.Users} as w where w.v >= 0
            """;
        var rows = await session.RunAsync(kind, sql, row => (row.GetInt64(0), row.GetDouble(1)), limit, cancellationToken);
        // If exposures began three days ago, they must not be divided by the days of the whole period.
        return new(rows[0].Item1, Math.Clamp(rows[0].Item2, 1, most));
    }
}
