using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Waypost.FlagProvider.Tests.Support;

namespace Waypost.FlagProvider.Tests;

public class TelemetryTests
{
    [Fact]
    public async Task The_trace_that_began_with_the_edit_ends_with_applied_on_the_provider()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is Instruments.Name or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var provider = await TestProvider.FollowingAsync();
        using var edit = new Activity("edit").Start();

        using var answer = await provider.PostAsync(Sample.Updated(Sample.Patch(1, 2)));

        var span = Assert.Single(spans, span => span.TraceId == edit.TraceId && span.OperationName == "waypost.flags.apply");
        Assert.Equal("e1.2", span.GetTagItem("waypost.version"));
        Assert.Equal("default/production", span.GetTagItem("waypost.environment"));
    }

    [Fact]
    public async Task Streams_and_versions_are_measured()
    {
        await using var provider = await TestProvider.FollowingAsync(TestProvider.Holding(Sample.Snapshot(42)));
        using var stream = await provider.StreamAsync();
        await stream.NextEventAsync();

        var measured = Measured(provider);

        Assert.Equal(1, measured["waypost.sse.streams"]);
        Assert.Equal(0, measured["waypost.sse.queue.depth"]);
        Assert.Equal(42, measured["waypost.config.version"]);
        Assert.InRange(measured["waypost.config.age"], 0, 60);
    }

    static Dictionary<string, double> Measured(TestProvider provider)
    {
        var measured = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                // Other tests run providers of their own at the same time.
                if (instrument.Meter == provider.Service<Instruments>().Meter)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => measured[instrument.Name] = value);
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => measured[instrument.Name] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => measured[instrument.Name] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return measured;
    }
}
