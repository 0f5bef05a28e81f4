using System.Diagnostics;
using System.Diagnostics.Metrics;
using Waypost.FlagProvider.Store;

namespace Waypost.FlagProvider;

/// <summary>The provider's spans and meters. What they are called and what they count: docs/provider.md.</summary>
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
        coalescedVersions = Meter.CreateCounter<long>("waypost.sse.coalesced", "{event}", "Versions a stream got merged into a later one.");
        rejectedWebhooks = Meter.CreateCounter<long>("waypost.webhook.rejected", "{webhook}", "Webhooks refused, by reason.");
        repairs = Meter.CreateCounter<long>("waypost.reconcile.repaired", "1", "Changes fetched because no webhook brought them.");
        writeFailures = Meter.CreateCounter<long>(
            "waypost.snapshot.write.failures",
            "{failure}",
            "Failed writes to the snapshot directory."
        );
        authFailures = Meter.CreateCounter<long>("waypost.auth.failures", "{request}", "Requests refused for their SDK key, by reason.");
        refusedStreams = Meter.CreateCounter<long>("waypost.ratelimit.rejected", "{request}", "Streams refused at a limit, by limit.");
        propagation = Meter.CreateHistogram<double>("waypost.propagation.duration", "s", "From the manager's sending to served here.");
        skew = Meter.CreateGauge<double>("waypost.clock.skew", "s", "Manager's clock minus this one's, of the last webhook.");
        Meter.CreateObservableGauge("waypost.config.version", () => Observe(store, state => state.Current?.Version.Version), "{version}");
        Meter.CreateObservableGauge(
            "waypost.config.age",
            () => Observe(store, state => (time.GetUtcNow() - state.Freshness?.At)?.TotalSeconds),
            "s",
            "Since the manager last confirmed the version served."
        );
    }

    public Meter Meter { get; }

    public ActivitySource Source { get; } = new(Name);

    public void ObserveStreams(Func<int> open, Func<int> behind)
    {
        Meter.CreateObservableUpDownCounter("waypost.sse.streams", open, "{stream}", "Open streams.");
        Meter.CreateObservableGauge("waypost.sse.queue.depth", behind, "{stream}", "Streams whose reader has not taken what was written.");
    }

    /// <summary>
    /// A stream's span is made when the stream is over, so that one that lives for days costs nothing meanwhile. It is a trace by itself:
    /// the request's own span, which it would be part of, is not kept.
    /// </summary>
    public void StreamEnded(EnvironmentKey environment, DateTimeOffset from, DateTimeOffset to, int frames, string reason)
    {
        if (!Source.HasListeners())
        {
            return;
        }

        var request = Activity.Current;
        Activity.Current = null;
        using (var span = Source.StartActivity("waypost.stream", ActivityKind.Server, default(ActivityContext), startTime: from))
        {
            span?.SetTag("waypost.environment", environment.ToString())
                .SetTag("waypost.stream.frames", frames)
                .SetTag("waypost.reason", reason)
                .SetEndTime(to.UtcDateTime);
        }

        Activity.Current = request;
    }

    public void StreamDropped(string reason) => droppedStreams.Add(1, Reason(reason));

    public void Coalesced(long versions) => coalescedVersions.Add(versions);

    public void WebhookRejected(string reason) => rejectedWebhooks.Add(1, Reason(reason));

    public void Repaired() => repairs.Add(1);

    public void WriteFailed() => writeFailures.Add(1);

    public void AuthFailed(string reason) => authFailures.Add(1, Reason(reason));

    public void StreamRefused(string limit) => refusedStreams.Add(1, new KeyValuePair<string, object?>("waypost.limit", limit));

    public void Propagated(TimeSpan duration) => propagation.Record(Math.Max(0, duration.TotalSeconds));

    public void Skewed(TimeSpan by) => skew.Record(by.TotalSeconds);

    private static KeyValuePair<string, object?> Reason(string reason) => new("waypost.reason", reason);

    private static List<Measurement<T>> Observe<T>(FlagStore store, Func<FlagEnvironment, T?> value)
        where T : struct
    {
        var measured = new List<Measurement<T>>();
        foreach (var environment in store.Environments)
        {
            if (value(environment) is { } known)
            {
                measured.Add(
                    new Measurement<T>(
                        known,
                        new KeyValuePair<string, object?>("waypost.project", environment.Key.Project),
                        new KeyValuePair<string, object?>("waypost.environment", environment.Key.Environment)
                    )
                );
            }
        }

        return measured;
    }
}
