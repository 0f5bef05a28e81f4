using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Stats.Tests.Jobs;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Tests.Analysis;

public sealed class TraceTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Parent = $"00-{Trace}-00f067aa0ba902b7-01";

    private readonly TestJobQueue queue = new(shop.ConnectionString);
    private readonly Exported exported = new();

    public async ValueTask InitializeAsync() =>
        await shop.ExecuteAsync(
            """
            truncate exposures, events, jobs;
            insert into exposures select 7, 'u' || g, timestamptz '2026-03-02Z', g % 2 = 0 from generate_series(1, 300) as g;
            insert into events select 'u' || g, timestamptz '2026-03-03Z', 'x', g from generate_series(1, 300) as g;
            """
        );

    public ValueTask DisposeAsync() => queue.DisposeAsync();

    [Fact]
    public async Task An_analysis_is_one_trace_without_the_customers_data()
    {
        await using (var worker = await StartAsync())
        {
            var id = await AddAsync(
                JobKinds.Analysis,
                JsonSerializer.Serialize(
                    TestRequest.For(
                        shop.Source(worker),
                        TestRequest.Metric(
                            "spent",
                            MetricType.Revenue,
                            "select user_id, timestamp, value from events where user_id <> 'anna@example.com'"
                        )
                    ),
                    ExperimentsJson.Default.AnalysisRequest
                )
            );
            await queue.UntilAsync(id, JobStatus.Succeeded);
        }

        var spans = exported.Of(Trace);
        Assert.Equal(
            ["waypost.analysis.exposures", "waypost.analysis.metrics", "waypost.events.connect", "waypost.job"],
            spans
                .Select(span => span.OperationName)
                .Where(name => name.StartsWith("waypost.", StringComparison.Ordinal) && name != "waypost.events.query")
                .Order()
        );
        Assert.Superset(
            new HashSet<object?> { "describe", "exposures", "metric" },
            spans
                .Where(span => span.OperationName == "waypost.events.query")
                .Select(span => span.GetTagItem("waypost.query.kind"))
                .ToHashSet()
        );
        Assert.Equal("spent", Assert.Single(spans, span => span.OperationName == "waypost.analysis.metrics").GetTagItem("waypost.metrics"));
        Assert.Equal("succeeded", Assert.Single(spans, span => span.OperationName == "waypost.job").GetTagItem("waypost.job.state"));
        var recorded = string.Join(
            '\n',
            spans.SelectMany(span => span.TagObjects.Select(tag => $"{tag.Value}").Append(span.DisplayName).Append(span.StatusDescription))
        );
        Assert.DoesNotContain("anna@example.com", recorded, StringComparison.Ordinal);
        Assert.DoesNotContain(ShopDatabase.Password, recorded, StringComparison.Ordinal);
        Assert.DoesNotContain("lease_until = now() + ", recorded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Polling_starts_no_trace_and_a_job_is_one()
    {
        await using (var worker = await StartAsync())
        {
            var request = new ExposuresRequest
            {
                ExperimentId = 7,
                Source = shop.Source(worker),
                From = TestRequest.Start,
                To = TestRequest.End,
                Control = "off",
                Variants = [new("on", 50), new("off", 50)],
                TimeZone = "UTC",
            };
            // Without a notification, so that the job is found by polling.
            var id = await AddAsync(
                JobKinds.Exposures,
                JsonSerializer.Serialize(request, ExperimentsJson.Default.ExposuresRequest),
                notify: false
            );
            await queue.UntilAsync(id, JobStatus.Succeeded);
            using var client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null });
            using var health = await client.GetAsync(new Uri(worker.Url, "health"), TestContext.Current.CancellationToken);
            Assert.True(health.IsSuccessStatusCode);
        }

        Assert.Contains(exported.Of(Trace), span => span.OperationName == "waypost.job");
        // Other tests' workers use other databases.
        var database = new Npgsql.NpgsqlConnectionStringBuilder(shop.ConnectionString).Database;
        Assert.Contains(exported.Of(Trace), span => database!.Equals(span.GetTagItem("db.namespace")));
        Assert.DoesNotContain(
            exported.Ended,
            span =>
                span.TraceId.ToHexString() != Trace
                && (database!.Equals(span.GetTagItem("db.namespace")) || span.DisplayName.Contains("/health", StringComparison.Ordinal))
        );
    }

    private Task<StatsWorkerHost> StartAsync() =>
        StatsWorkerHost.StartAsync(
            shop.ConnectionString,
            services => services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(exported)),
            ("Poll", "00:00:00.010"),
            ("Heartbeat", "00:00:00.005")
        );

    private Task<long> AddAsync(string kind, string payload, bool notify = true) =>
        queue.AddAsync(kind, payload.Replace("'", "''", StringComparison.Ordinal), Parent, notify);

    private sealed class Exported : BaseProcessor<Activity>
    {
        public ConcurrentQueue<Activity> Ended { get; } = new();

        public IReadOnlyList<Activity> Of(string trace) => [.. Ended.Where(span => span.TraceId.ToHexString() == trace)];

        public override void OnEnd(Activity data)
        {
            if (data.Recorded)
            {
                Ended.Enqueue(data);
            }
        }
    }
}
