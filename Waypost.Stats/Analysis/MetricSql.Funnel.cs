using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>
/// Funnels: for each user, the earliest event of each step that does not precede the one chosen for the step before. Taking the earliest
/// leaves most time for the steps that follow, so a user who can complete the funnel in time does. Each step reads its query once.
/// </summary>
internal sealed partial class MetricSql
{
    /// <summary>Returns the columns of <see cref="Shared"/>, with the number of a step, from 0, in place of that of a metric.</summary>
    /// <param name="steps">The queries of the steps in order; the last one is the metric's own.</param>
    public string Funnel(IReadOnlyList<CustomerQuery> steps, MetricDefinition metric)
    {
        var id = Id([exposures, .. steps]);
        var tables = string.Concat(steps.Select((events, step) => $", {Step(step)} as (\n{Reached(events, step, id, metric.Window)})"));
        var flags = string.Concat(
            steps.Select((_, step) => $", {Flag($"p.reached{step}")} as r{step}, {Flag($"p.reached{step}")} as y{step}")
        );
        var columns = string.Concat(steps.Select((_, step) => Columns(metric, step, cuped: false)));
        return $"""
            with {UsersTable(id, ColumnTypes.TimestampWithZone, metric.Window)}{tables}
            select c.v, count(*)::float8 as users, 0::float8 as missing{columns}{Group("c.")}
            from (
            select p.v{flags}{(Buckets is null ? Group("p.") : BucketOf("p.u"))}
            from {Step(steps.Count - 1)} as p) as c
            {GroupBy}
            """;
    }

    private string Reached(CustomerQuery events, int step, string id, MetricWindow? window)
    {
        var type = events.TypeOf("timestamp")!;
        string AsEvents(string instant) => SqlText.Instant(instant, ColumnTypes.TimestampWithZone, type);
        var firstExposure = AsEvents("w.t0");
        var begin = step == 0 ? Begin(firstExposure, window) : AsEvents($"w.reached{step - 1}");
        var before = string.Concat(Enumerable.Range(0, step).Select(earlier => $", min(w.reached{earlier}) as reached{earlier}"));
        var reached = SqlText.Instant("min(e.t)", type, ColumnTypes.TimestampWithZone);
        return $"""
            select w.u, min(w.v) as v, min(w.t0) as t0{GroupOf(
                "min(w.t0)",
                ColumnTypes.TimestampWithZone,
                "min(w.level)"
            )}{before}, {reached} as reached{step}
            from {(step == 0 ? ExposureSql.Users : Step(step - 1))} as w left join ({Events(events, id, null)}) as e
              on e.u = w.u and e.t >= {begin}{BeforeEnd(firstExposure, window)}
            group by w.u
            """;
    }

    private static string Step(int step) => $"waypost_step{SqlText.Of(step)}";

    private static string Flag(string reached) => $"case when {reached} is null then 0::float8 else 1::float8 end";
}
