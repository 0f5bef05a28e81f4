using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using Waypost.Testing;

namespace Waypost.ServiceDefaults.Tests;

public sealed class TracingTests
{
    [Theory]
    [InlineData(ActivityKind.Client, false)]
    [InlineData(ActivityKind.Server, true)]
    [InlineData(ActivityKind.Internal, true)]
    [InlineData(ActivityKind.Consumer, true)]
    [InlineData(ActivityKind.Producer, true)]
    public void Every_kind_of_span_but_a_client_span_can_start_a_trace(ActivityKind kind, bool starts)
    {
        var root = new SamplingParameters(default, ActivityTraceId.CreateRandom(), "anything", kind);

        Assert.Equal(starts, new Telemetry.DropClientRoots().ShouldSample(root).Decision == SamplingDecision.RecordAndSample);
    }

    [Fact]
    public async Task A_background_call_starts_no_trace_in_either_service()
    {
        await using var two = await TwoServices.StartAsync();

        await two.CallAsync("/work");

        Assert.Empty(await two.SpansAsync());
    }

    [Fact]
    public async Task A_call_within_a_request_belongs_to_its_trace_in_both_services()
    {
        await using var two = await TwoServices.StartAsync();
        using (var answer = await two.Front.GetAsync("/ask"))
        {
            Assert.True(answer.IsSuccessStatusCode);
        }

        var spans = await two.SpansAsync();

        Assert.Equal(
            ["GET /ask", "GET /work", "GET"],
            spans.Select(span => span.DisplayName).OrderByDescending(name => name == "GET /ask").ThenByDescending(name => name.Length)
        );
        Assert.Single(spans.Select(span => span.TraceId).Distinct());
    }

    [Fact]
    public async Task Calls_within_a_filtered_request_are_not_traced()
    {
        await using var two = await TwoServices.StartAsync();
        using (var answer = await two.Front.GetAsync("/stream"))
        {
            Assert.True(answer.IsSuccessStatusCode);
        }

        Assert.Empty(await two.SpansAsync());
    }

    [Fact]
    public async Task Razor_components_start_no_traces()
    {
        await using var service = await TestService.StartAsync(TestService.Builder());
        using var components = new ActivitySource("Microsoft.AspNetCore.Components");

        using var traced = new ActivitySource("Waypost.Test");

        using var submitted = components.StartActivity("Event onsubmit");
        using var started = traced.StartActivity("start");

        Assert.Null(submitted);
        Assert.NotNull(started);
    }

    [Theory]
    [InlineData("/app.css", "GET", false)]
    [InlineData("/favicon.svg", "GET", false)]
    [InlineData("/api/v1/projects/default/flags/my.js", "PATCH", true)]
    [InlineData("/api/v1/projects/default/flags/my.flag", "GET", true)]
    public void Static_files_are_not_traced(string path, string method, bool isTraced)
    {
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        (context.Request.Path, context.Request.Method) = (path, method);

        Assert.Equal(isTraced, Telemetry.ShouldTrace(context));
    }

    /// <summary>A service that calls another one, and the spans of both.</summary>
    private sealed class TwoServices(TestService front, TestService back, CapturedActivities spans) : IAsyncDisposable
    {
        public TestService Front => front;

        public static async Task<TwoServices> StartAsync()
        {
            var spans = new CapturedActivities();
            var back = await TestService.StartAsync(Traced(spans), app => app.MapGet("/work", () => "done"));
            var builder = Traced(spans, ("services:back:http:0", back.App.Urls.Single()));
            builder.Services.AddHttpClient("back", client => client.BaseAddress = new("http://back"));
            var front = await TestService.StartAsync(
                builder,
                app =>
                {
                    foreach (var path in new[] { "/ask", "/stream" })
                    {
                        app.MapGet(
                            path,
                            async (IHttpClientFactory clients, CancellationToken stop) =>
                            {
                                using var client = clients.CreateClient("back");
                                return await client.GetStringAsync(new Uri("work", UriKind.Relative), stop);
                            }
                        );
                    }
                }
            );
            return new(front, back, spans);
        }

        public async Task CallAsync(string path)
        {
            using var client = front.App.Services.GetRequiredService<IHttpClientFactory>().CreateClient("back");
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode);
        }

        /// <summary>
        /// Stops both and returns the spans of the requests between them. The process may contain services of other tests.
        /// </summary>
        public async Task<IReadOnlyList<Activity>> SpansAsync()
        {
            var ports = new[] { front, back }.Select(service => new Uri(service.App.Urls.Single()).Port).ToHashSet();
            await front.App.StopAsync(TestContext.Current.CancellationToken);
            await back.App.StopAsync(TestContext.Current.CancellationToken);
            return
            [
                .. spans
                    .Ended.Where(span => span.GetTagItem("server.port") is int port && ports.Contains(port))
                    .DistinctBy(span => span.SpanId),
            ];
        }

        public async ValueTask DisposeAsync()
        {
            await front.DisposeAsync();
            await back.DisposeAsync();
        }

        private static WebApplicationBuilder Traced(CapturedActivities spans, params (string, string)[] settings)
        {
            var builder = TestService.Builder(settings);
            builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(spans));
            return builder;
        }
    }
}
