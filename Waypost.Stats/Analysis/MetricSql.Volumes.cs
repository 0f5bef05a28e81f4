using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>
/// How many users had an event on each day of the events, in the same pass. Without <see cref="VolumeDays"/> the SQL has no trace of it.
/// </summary>
internal sealed partial class MetricSql
{
    /// <summary>Days in order; the last one only ends the one before it. Null = volumes are not counted.</summary>
    public IReadOnlyList<LocalDay>? VolumeDays { get; init; }

    /// <summary>The dates of the columns <see cref="VolumeOf"/>, in order.</summary>
    public IReadOnlyList<DateOnly> VolumeDates => [.. (VolumeDays ?? []).SkipLast(1).Select(day => day.Date)];

    /// <summary>The column of a day.</summary>
    public static string VolumeOf(int day) => FormattableString.Invariant($"on{day}");

    /// <summary>Only the volumes, of a metric that is not computed by day: <c>v</c> and a column per day.</summary>
    public string VolumesOnly(CustomerQuery events, MetricWindow? window)
    {
        var id = Id(exposures, events);
        var type = events.TypeOf("timestamp")!;
        return $"""
            with {UsersTable(id, type, window)}, waypost_totals as (
            select min(w.v) as v{Volumes(events)}
            from {ExposureSql.Users} as w join ({Events(events, id, null)}) as e
              on e.u = w.u and e.t >= {Begin("w.t0", window)}{BeforeEnd("w.t0", window)}
            where e.t >= {SqlText.Of(VolumeDays![0].Begins, type)}
            group by w.u)
            select c.v{VolumeUsers()} from waypost_totals as c group by c.v
            """;
    }

    /// <summary>Per user: the days with an event; if the metric has values, with one that has a value.</summary>
    private string Volumes(CustomerQuery events) =>
        VolumeDates.Count == 0
            ? ""
            : $", {DaySet.Of("e.t", events.TypeOf("timestamp")!, VolumeDays!)}"
                + (events.TypeOf("value") is null ? "" : " filter (where e.y is not null)")
                + " as days";

    private string Volumes(string prefix) => VolumeDates.Count == 0 ? "" : $", {prefix}days";

    private string VolumeUsers() =>
        string.Concat(
            VolumeDates.Select((_, day) => $", count(*) filter (where {DaySet.Contains("c.days", day)})::float8 as {VolumeOf(day)}")
        );
}
