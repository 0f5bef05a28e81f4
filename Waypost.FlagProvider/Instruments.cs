using System.Diagnostics;
using System.Diagnostics.Metrics;
using Waypost.FlagProvider.Store;

namespace Waypost.FlagProvider;

/// <summary>The provider's spans and metrics. docs/telemetry.md lists them.</summary>
internal sealed class Instruments
{
    public const string Name = "Waypost.FlagProvider";

    private readonly Counter<long> droppedStreams;
    private readonly Counter<long> coalescedVersions;
    private readonly Counter<long> rejectedWebhooks;
    private readonly Counter<long> repairs;
    private readonly Counter<long> writeFailures;
    private readonly Counter<long> authFailures;
    private readonly Counter<long> refusedStreams;
    private readonly Histogram<double> propagation;
    private readonly Gauge<double> skew;

    public Instruments(IMeterFactory meters, FlagStore store, TimeProvider time)
    {
        Meter = meters.Create(Name);
        droppedStreams = Meter.CreateCounter<long>("waypost.sse.dropped", "{stream}", "Streams the provider ended, by reason.");
        coalescedVersions = Meter.CreateCounter<long>(
            "waypost.sse.coalesced",
            "{event}",
            "Versions that reached a stream merged into a later one."
        );
        rejectedWebhooks = Meter.CreateCounter<long>("waypost.webhook.rejected", "{webhook}", "Rejected webhooks, by reason.");
        repairs = Meter.CreateCounter<long>("waypost.reconcile.repaired", "1", "Changes fetched because no webhook delivered them.");
        writeFailures = Meter.CreateCounter<long>(
            "waypost.snapshot.write.failures",
            "{failure}",
            "Failed writes to the snapshot directory."
        );
        authFailures = Meter.CreateCounter<long>(
            "waypost.auth.failures",
            "{request}",
            "Requests refused because of their SDK key, by reason."
        );
        refusedStreams = Meter.CreateCounter<long>("waypost.ratelimit.rejected", "{request}", "Refused streams, by limit reached.");
        propagation = Meter.CreateHistogram<double>(
            "waypost.propagation.duration",
            "s",
            "Time from when the manager sends a change until this replica serves it."
        );
        skew = Meter.CreateGauge<double>(
            "waypost.clock.skew",
            "s",
            "Clock of the manager minus clock of this replica, at the last webhook."
        );
        Meter.CreateObservableGauge(
            "waypost.config.version",
            () => Observe(store, environment => environment.Current?.Version.Version),
            "{version}"
        );
        Meter.CreateObservableGauge(
            "waypost.config.age",
            () => Observe(store, environment => (time.GetUtcNow() - environment.Freshness?.At)?.TotalSeconds),
            "s",
            "Time since the manager last confirmed the served version."
        );
    }

    public Meter Meter { get; }

    public ActivitySource Source { get; } = new(Name);

    public void ObserveStreams(Func<int> open, Func<int> behind)
    {
        Meter.CreateObservableUpDownCounter("waypost.sse.streams", open, "{stream}", "Open streams.");
        Meter.CreateObservableGauge(
            "waypost.sse.queue.depth",
            behind,
            "{stream}",
            "Streams whose reader has not yet taken all that was written."
        );
    }

    /// <summary>
    /// Creates the stream's span when the stream ends, so that a stream that is open for days costs nothing in the meantime. The span is
    /// the root of its own trace, because the request's span is not recorded.
    /// </summary>
    public void StreamEnded(EnvironmentKey environment, DateTimeOffset openedAt, DateTimeOffset endedAt, int frames, string reason)
    {
        if (!Source.HasListeners())
        {
            return;
        }

        var request = Activity.Current;
        Activity.Current = null;
        using (var span = Source.StartActivity("waypost.stream", ActivityKind.Server, default(ActivityContext), startTime: openedAt))
        {
            span?.SetTag("waypost.environment", environment.ToString())
                .SetTag("waypost.stream.frames", frames)
                .SetTag("waypost.reason", reason)
                .SetEndTime(endedAt.UtcDateTime);
        }

        Activity.Current = request;
    }

    public void StreamDropped(string reason) => droppedStreams.Add(1, Reason(reason));

    public void StreamCoalesced(long versions) => coalescedVersions.Add(versions);

    public void WebhookRejected(string reason) => rejectedWebhooks.Add(1, Reason(reason));

    public void ChangeRepaired() => repairs.Add(1);

    public void SnapshotWriteFailed() => writeFailures.Add(1);

    public void AuthFailed(string reason) => authFailures.Add(1, Reason(reason));

    public void StreamRefused(string limit) => refusedStreams.Add(1, new KeyValuePair<string, object?>("waypost.limit", limit));

    public void RecordPropagation(TimeSpan duration) => propagation.Record(Math.Max(0, duration.TotalSeconds));

    public void RecordSkew(TimeSpan difference) => skew.Record(difference.TotalSeconds);

    private static KeyValuePair<string, object?> Reason(string reason) => new("waypost.reason", reason);

    private static List<Measurement<T>> Observe<T>(FlagStore store, Func<FlagEnvironment, T?> value)
        where T : struct
    {
        var measurements = new List<Measurement<T>>();
        foreach (var environment in store.Environments)
        {
            if (value(environment) is { } known)
            {
                measurements.Add(
                    new Measurement<T>(
                        known,
                        new KeyValuePair<string, object?>("waypost.project", environment.Key.Project),
                        new KeyValuePair<string, object?>("waypost.environment", environment.Key.Environment)
                    )
                );
            }
        }

        return measurements;
    }
}
