using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Waypost.ServiceDefaults;

/// <summary>Traces, metrics and logs by OpenTelemetry, sent nowhere until <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a collector.</summary>
internal static class Telemetry
{
    private static readonly string[] files = [".css", ".js", ".map", ".svg", ".ico", ".png", ".woff2"];

    public static void Add(IHostApplicationBuilder builder)
    {
        var telemetry = builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource
                    .AddService(builder.Environment.ApplicationName, serviceInstanceId: InstanceId.Current(builder.Configuration))
                    .AddEnvironmentVariableDetector()
            ) // once more, so that what OTEL_SERVICE_NAME says wins
            .WithMetrics(metrics =>
                metrics
                    .AddMeter("Waypost.*", "Polly")
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation()
            )
            .WithTracing(tracing =>
                tracing
                    .SetSampler(new ParentBasedSampler(new NoBackgroundCalls()))
                    .AddSource("Waypost.*")
                    .AddAspNetCoreInstrumentation(options =>
                    {
                        options.Filter = IsWorthASpan;
                        // Its spans start traces of their own and would tear an edit in a form off the request that made it.
                        options.EnableRazorComponentsSupport = false;
                    })
                    .AddHttpClientInstrumentation()
            );

        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }
        telemetry.UseOtlpExporter();
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
    }

    /// <summary>Probes and files say nothing; streams and the providers' long poll last for as long as they are left alone.</summary>
    internal static bool IsWorthASpan(HttpContext context) =>
        context.Request.Path.Value is var path
        && path is not (HealthEndpoints.AlivePath or HealthEndpoints.HealthPath or "/internal/providers")
        && path?.EndsWith("/stream", StringComparison.Ordinal) != true
        && !(HttpMethods.IsGet(context.Request.Method) && files.Contains(Path.GetExtension(path), StringComparer.Ordinal))
        && !context.Request.Headers.Accept.Contains("text/event-stream");

    /// <summary>
    /// Decides about spans without a parent. A call (of HTTP, of SQL) that nothing led to comes from a loop in the background: polling,
    /// leases,
    /// reconciliation. It starts no trace here, and none where it arrives, for the decision travels along. docs/decisions/0011.
    /// </summary>
    internal sealed class NoBackgroundCalls : Sampler
    {
        public override SamplingResult ShouldSample(in SamplingParameters parameters) =>
            new(parameters.Kind == ActivityKind.Client ? SamplingDecision.Drop : SamplingDecision.RecordAndSample);
    }
}
