using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Waypost.Stats;

/// <summary>What this worker measures. Listed for operators in docs/telemetry.md.</summary>
internal sealed class Instruments
{
    public const string Name = "Waypost.Stats";

    public static readonly ActivitySource Source = new(Name);

    private readonly Histogram<double> duration;
    private readonly Counter<long> states;
    private readonly Counter<long> reclaimed;
    private readonly Histogram<double> queryDuration;
    private readonly Counter<long> queryRows;

    public Instruments(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        duration = meter.CreateHistogram<double>("waypost.stats.job.duration", "s", "From claim to the end of one attempt.");
        states = meter.CreateCounter<long>("waypost.stats.job.state", "{job}", "Jobs that entered a state, by this worker's doing.");
        reclaimed = meter.CreateCounter<long>(
            "waypost.stats.job.reclaimed",
            "{job}",
            "Jobs taken over after another worker's lease had lapsed."
        );
        queryDuration = meter.CreateHistogram<double>("waypost.stats.query.duration", "s", "One query on an events database.");
        queryRows = meter.CreateCounter<long>("waypost.stats.query.rows", "{row}", "Rows that events databases answered.");
    }

    public void Queried(string kind, TimeSpan after, int rows)
    {
        var tag = new KeyValuePair<string, object?>("waypost.query.kind", kind);
        queryDuration.Record(after.TotalSeconds, tag);
        queryRows.Add(rows, tag);
    }

    public void Claimed(string kind, bool fromAnotherWorker)
    {
        states.Add(1, Kind(kind), State("running"));
        if (fromAnotherWorker)
        {
            reclaimed.Add(1, Kind(kind));
        }
    }

    public void Ended(string kind, string state, TimeSpan after)
    {
        states.Add(1, Kind(kind), State(state));
        duration.Record(after.TotalSeconds, Kind(kind), State(state));
    }

    public void GaveUp(string kind) => states.Add(1, Kind(kind), State("failed"));

    private static KeyValuePair<string, object?> Kind(string kind) => new("waypost.job.kind", kind);

    private static KeyValuePair<string, object?> State(string state) => new("waypost.job.state", state);
}
