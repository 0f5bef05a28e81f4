using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>
/// The windows of metrics. In hours, which unlike days have the same length in every time zone. A user is counted only if the window
/// lies within the analysed period: who was exposed later has had less time than the others.
/// </summary>
internal sealed partial class MetricSql
{
    /// <summary>Users by variant whose window is complete: columns <c>v</c> and their number.</summary>
    public string CompleteUsers(MetricWindow window)
    {
        var users = UsersTable(SqlText.Id("q.user_id", exposures.TypeOf("user_id")!), ColumnTypes.TimestampWithZone, window);
        return $"with {users} select w.v, count(*) from {ExposureSql.Users} as w where w.v >= 0 group by w.v";
    }

    /// <summary>For metrics with a quantile and a window: the numbers of <see cref="CompleteUsers"/>, in the variants' order.</summary>
    public MetricSql WithUsers(IReadOnlyList<long> users) => new(scope, exposures, tally with { Users = users }, alpha, cupedDays);

    private string UsersTable(string id, string timestampType, MetricWindow? window) =>
        ExposureSql.UsersTable(exposures, scope, id, timestampType, window is null ? null : scope.To - window.Span, Levels);

    /// <summary>The first instant at which a user's events count.</summary>
    private static string Begin(string firstExposure, MetricWindow? window) =>
        window?.DelayHours is { } delay and > 0 ? Later(firstExposure, delay) : firstExposure;

    /// <summary>The condition that an event lies before the window's end.</summary>
    private static string BeforeEnd(string firstExposure, MetricWindow? window) =>
        window?.Hours is { } hours ? $" and e.t < {Later(firstExposure, (window.DelayHours ?? 0) + hours)}" : "";

    private static string Later(string instant, int hours) => $"{instant} + interval '{SqlText.Of(hours)} hours'";
}
