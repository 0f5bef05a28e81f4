using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using Waypost.Testing;

namespace Waypost.ServiceDefaults.Tests;

public sealed class TracingWhatSomebodyAskedFor
{
    [Theory]
    [InlineData(ActivityKind.Client, false)]
    [InlineData(ActivityKind.Server, true)]
    [InlineData(ActivityKind.Internal, true)]
    [InlineData(ActivityKind.Consumer, true)]
    [InlineData(ActivityKind.Producer, true)]
    public void Everything_may_start_a_trace_but_a_call(ActivityKind kind, bool starts)
    {
        var root = new SamplingParameters(default, ActivityTraceId.CreateRandom(), "anything", kind);

        Assert.Equal(starts, new Telemetry.NoBackgroundCalls().ShouldSample(root).Decision == SamplingDecision.RecordAndSample);
    }

    [Fact]
    public async Task A_call_from_the_background_starts_no_trace_neither_here_nor_where_it_arrives()
    {
        await using var two = await TwoServices.StartAsync();

        await two.CallAsync("/work");

        Assert.Empty(await two.SpansAsync());
    }

    [Fact]
    public async Task A_call_that_a_request_led_to_is_part_of_its_trace_on_both_sides()
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
    public async Task What_a_filtered_request_leads_to_is_not_traced_either()
    {
        await using var two = await TwoServices.StartAsync();
        using (var answer = await two.Front.GetAsync("/stream"))
        {
            Assert.True(answer.IsSuccessStatusCode);
        }

        Assert.Empty(await two.SpansAsync());
    }

    [Fact]
    public async Task What_Razor_components_trace_of_themselves_tears_no_edit_off_its_request()
    {
        await using var service = await Service.StartAsync(Service.Builder());
        using var components = new ActivitySource("Microsoft.AspNetCore.Components");

        using var submitted = components.StartActivity("Event onsubmit");

        Assert.Null(submitted);
    }

    [Theory]
    [InlineData("/app.css", "GET", false)]
    [InlineData("/favicon.svg", "GET", false)]
    [InlineData("/api/v1/projects/default/flags/my.js", "PATCH", true)]
    [InlineData("/api/v1/projects/default/flags/my.flag", "GET", true)]
    public void A_file_of_a_page_is_not_worth_a_span(string path, string method, bool worth)
    {
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        (context.Request.Path, context.Request.Method) = (path, method);

        Assert.Equal(worth, Telemetry.IsWorthASpan(context));
    }

    /// <summary>One service that asks another, and every span of both.</summary>
    private sealed class TwoServices(Service front, Service back, CapturedActivities spans) : IAsyncDisposable
    {
        public Service Front => front;

        public static async Task<TwoServices> StartAsync()
        {
            var spans = new CapturedActivities();
            var back = await Service.StartAsync(Traced(spans), app => app.MapGet("/work", () => "done"));
            var builder = Traced(spans, ("services:back:http:0", back.App.Urls.Single()));
            builder.Services.AddHttpClient("back", client => client.BaseAddress = new("http://back"));
            var front = await Service.StartAsync(
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
        /// All that were made of requests between the two, once both have stopped. The process may hold other tests' services.
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
            var builder = Service.Builder(settings);
            builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(spans));
            return builder;
        }
    }
}
