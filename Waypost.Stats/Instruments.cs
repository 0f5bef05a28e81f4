using System.Diagnostics;
using System.Diagnostics.Metrics;
using Waypost.Wire.Jobs;

namespace Waypost.Stats;

/// <summary>The worker's metrics and spans, documented in docs/telemetry.md.</summary>
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
        duration = meter.CreateHistogram<double>("waypost.stats.job.duration", "s", "Duration of one attempt, from its claim.");
        states = meter.CreateCounter<long>("waypost.stats.job.state", "{job}", "Jobs that this worker moved to a state.");
        reclaimed = meter.CreateCounter<long>(
            "waypost.stats.job.reclaimed",
            "{job}",
            "Jobs taken over after another worker's lease expired."
        );
        queryDuration = meter.CreateHistogram<double>(
            "waypost.stats.query.duration",
            "s",
            "Duration of one query in an analytics database."
        );
        queryRows = meter.CreateCounter<long>("waypost.stats.query.rows", "{row}", "Rows returned by analytics databases.");
    }

    public void RecordQuery(string kind, TimeSpan took, int rows)
    {
        var tag = new KeyValuePair<string, object?>("waypost.query.kind", kind);
        queryDuration.Record(took.TotalSeconds, tag);
        queryRows.Add(rows, tag);
    }

    public void RecordClaim(string kind, bool fromAnotherWorker)
    {
        states.Add(1, Kind(kind), State(JobStatus.Running));
        if (fromAnotherWorker)
        {
            reclaimed.Add(1, Kind(kind));
        }
    }

    public void RecordEnd(string kind, string state, TimeSpan took)
    {
        states.Add(1, Kind(kind), State(state));
        duration.Record(took.TotalSeconds, Kind(kind), State(state));
    }

    public void RecordExhausted(string kind) => states.Add(1, Kind(kind), State(JobStatus.Failed));

    private static KeyValuePair<string, object?> Kind(string kind) => new("waypost.job.kind", kind);

    private static KeyValuePair<string, object?> State(string state) => new("waypost.job.state", state);
}
