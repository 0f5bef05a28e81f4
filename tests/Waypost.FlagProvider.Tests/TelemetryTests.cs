using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OpenTelemetry.Trace;
using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Tests.Support;
using Waypost.FlagProvider.Upstream;
using Waypost.Testing;

namespace Waypost.FlagProvider.Tests;

public class TelemetryTests
{
    [Fact]
    public async Task The_trace_of_an_edit_contains_applying_it_on_the_provider()
    {
        using var spans = new RecordedSpans(Instruments.Name, "Microsoft.AspNetCore");
        await using var provider = await TestProvider.StartAndSyncAsync();
        using var edit = new Activity("edit").Start();

        using var response = await provider.PostAsync(TestData.Updated(TestData.Patch(1, 2)));

        var span = Assert.Single(spans.Ended, span => span.TraceId == edit.TraceId && span.OperationName == "waypost.flags.apply");
        Assert.Equal("e1.2", span.GetTagItem("waypost.version"));
        Assert.Equal("default/production", span.GetTagItem("waypost.environment"));
    }

    [Fact]
    public async Task A_stream_is_one_span_in_its_own_trace_created_when_it_ends()
    {
        using var spans = new RecordedSpans(Instruments.Name, "Microsoft.AspNetCore");
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        var key = new EnvironmentKey("default", "watched");
        await using var provider = await TestProvider.StartAndSyncAsync(
            ManagerWith(key),
            time,
            settings: ("Waypost:Streams:Interval", "00:00:00")
        );
        using (var stream = await provider.StreamAsync())
        {
            await stream.NextEventAsync();
            await provider.PostAsync(TestData.Updated(TestData.Patch(1, 2), key));
            await stream.NextEventAsync();
            Assert.DoesNotContain(spans.Ended, IsStream);
            time.Advance(TimeSpan.FromHours(1));
        }

        await Eventually.IsTrueAsync(() => spans.Ended.Any(IsStream));
        var span = Assert.Single(spans.Ended, IsStream);
        Assert.Equal((default, ActivityKind.Server), (span.ParentSpanId, span.Kind));
        Assert.Equal(time.GetUtcNow().AddHours(-1).UtcDateTime, span.StartTimeUtc);
        Assert.Equal(TimeSpan.FromHours(1), span.Duration);
        Assert.Equal(2, span.GetTagItem("waypost.stream.frames"));
        Assert.Equal("peer_left", span.GetTagItem("waypost.reason"));
        Assert.DoesNotContain(span.TagObjects, tag => tag.Value?.ToString()?.Contains("wp_server", StringComparison.Ordinal) == true);

        static bool IsStream(Activity span) =>
            span.OperationName == "waypost.stream" && "default/watched".Equals(span.GetTagItem("waypost.environment"));
    }

    [Fact]
    public async Task The_span_of_a_stream_ended_by_the_provider_has_the_reason()
    {
        using var spans = new RecordedSpans(Instruments.Name);
        var key = new EnvironmentKey("default", "stopping");
        await using (var provider = await TestProvider.StartAndSyncAsync(ManagerWith(key)))
        {
            using var stream = await provider.StreamAsync();
            await stream.NextEventAsync();
            await provider.StopAsync();
        }

        var span = Assert.Single(
            spans.Ended,
            span => span.OperationName == "waypost.stream" && "default/stopping".Equals(span.GetTagItem("waypost.environment"))
        );
        Assert.Equal("stopping", span.GetTagItem("waypost.reason"));
    }

    [Fact]
    public async Task Following_the_manager_starts_no_trace_and_logs_nothing_above_debug()
    {
        var spans = new CapturedActivities();
        var log = new CapturedLogs();
        await using var manager = await FakeManagerServer.StartAsync();
        await using var provider = await TestProvider.StartAndSyncAsync(
            manager.Fake,
            settings: ("Waypost:ManagerUrl", manager.Address.ToString()),
            configure: builder =>
            {
                builder.Services.AddHttpClient(ManagerClient.Name).ConfigurePrimaryHttpMessageHandler(ManagerClient.CreateHandler);
                builder.Logging.AddProvider(log);
                builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(spans));
            }
        );
        var loggedAtStart = log.Entries.Count;
        for (var version = 2; version < 6; version++)
        {
            manager.Fake.Set(TestData.Snapshot(version));
            await Eventually.IsTrueAsync(() => provider.Store.Find(TestData.Production)!.Current!.Version.Version == version);
        }

        manager.Fake.Set(TestData.Keys(version: 2));
        await Eventually.IsTrueAsync(() => provider.Service<SdkKeyStore>().Current!.Version == 2);
        using (var response = await PostSampledEditAsync(provider))
        {
            Assert.True(response.IsSuccessStatusCode);
        }

        Assert.DoesNotContain(log.Entries.Skip(loggedAtStart), entry => entry.Level > LogLevel.Debug);
        Assert.Contains(spans.Ended, span => span.GetTagItem("server.port") is int port && port == provider.Address.Port);
        Assert.DoesNotContain(spans.Ended, span => span.GetTagItem("server.port") is int port && port == manager.Address.Port);
    }

    private static async Task<HttpResponseMessage> PostSampledEditAsync(TestProvider provider)
    {
        using var edit = new Activity("edit") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
        return await provider.PostAsync(TestData.Updated(TestData.Patch(5, 6)));
    }

    private static FakeManager ManagerWith(EnvironmentKey key)
    {
        var manager = TestProvider.ManagerWith(TestData.Snapshot(1, key: key));
        manager.Set(TestData.Keys(keys: TestData.Key(environment: key)));
        return manager;
    }

    [Fact]
    public async Task Streams_and_versions_are_measured()
    {
        await using var provider = await TestProvider.StartAndSyncAsync(TestProvider.ManagerWith(TestData.Snapshot(42)));
        using var stream = await provider.StreamAsync();
        await stream.NextEventAsync();

        var measured = Measure(provider);

        Assert.Equal(1, measured["waypost.sse.streams"]);
        Assert.Equal(0, measured["waypost.sse.queue.depth"]);
        Assert.Equal(42, measured["waypost.config.version"]);
        Assert.InRange(measured["waypost.config.age"], 0, 60);
    }

    private static Dictionary<string, double> Measure(TestProvider provider)
    {
        var measured = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                // Other tests run their own providers at the same time.
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
