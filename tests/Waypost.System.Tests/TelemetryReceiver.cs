using System.Collections.Concurrent;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Waypost.System.Tests;

/// <summary>A collector that stores the spans and log records of all services in memory (OTLP over HTTP).</summary>
internal sealed class TelemetryReceiver : IAsyncDisposable
{
    private readonly WebApplication web;
    private readonly ConcurrentQueue<ReceivedSpan> spans = [];
    private readonly ConcurrentQueue<ReceivedLog> logs = [];

    private TelemetryReceiver(WebApplication web) => this.web = web;

    internal IReadOnlyCollection<ReceivedSpan> Spans => spans;

    internal IReadOnlyCollection<ReceivedLog> Logs => logs;

    internal static async Task<TelemetryReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var receiver = new TelemetryReceiver(builder.Build());
        receiver.web.MapPost("/v1/traces", request => ReceiveAsync(request, Otlp.Spans, receiver.spans));
        receiver.web.MapPost("/v1/logs", request => ReceiveAsync(request, Otlp.Logs, receiver.logs));
        receiver.web.MapPost("/v1/metrics", _ => Task.CompletedTask);
        await receiver.web.StartAsync();
        return receiver;
    }

    internal void ReceiveFrom(IResourceBuilder<ProjectResource> service) =>
        service
            .WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", web.Urls.Single())
            .WithEnvironment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
            .WithEnvironment("OTEL_BSP_SCHEDULE_DELAY", "200")
            .WithEnvironment("OTEL_BLRP_SCHEDULE_DELAY", "200");

    /// <summary>The spans of a trace that were received so far.</summary>
    internal IReadOnlyList<ReceivedSpan> Trace(string traceId) => [.. spans.Where(span => span.TraceId == traceId)];

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private static async Task ReceiveAsync<T>(HttpContext http, Func<byte[], IEnumerable<T>> parse, ConcurrentQueue<T> received)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        foreach (var one in parse(body.ToArray()))
        {
            received.Enqueue(one);
        }
    }
}
