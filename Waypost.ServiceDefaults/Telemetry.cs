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

/// <summary>Traces, metrics and logs by OpenTelemetry, exported if <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.</summary>
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
            ) // added last, so that OTEL_SERVICE_NAME overrides the name
            .WithMetrics(metrics =>
                metrics
                    .AddMeter("Waypost.*", "Polly")
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation()
            )
            .WithTracing(tracing =>
                tracing
                    .SetSampler(new ParentBasedSampler(new DropClientRoots()))
                    .AddSource("Waypost.*")
                    .AddAspNetCoreInstrumentation(options =>
                    {
                        options.Filter = ShouldTrace;
                        // Its spans start traces of their own, which would separate an edit from the request that caused it.
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

    /// <summary>Excludes probes and static files, and requests that last indefinitely: streams and the providers' long poll.</summary>
    internal static bool ShouldTrace(HttpContext context) =>
        context.Request.Path.Value is var path
        && path is not (HealthEndpoints.AlivePath or HealthEndpoints.HealthPath or "/internal/providers")
        && path?.EndsWith("/stream", StringComparison.Ordinal) != true
        && !(HttpMethods.IsGet(context.Request.Method) && files.Contains(Path.GetExtension(path), StringComparer.Ordinal))
        && !context.Request.Headers.Accept.Contains("text/event-stream");

    /// <summary>
    /// The sampler for spans without a parent. An HTTP or SQL call without a parent comes from a background loop such as polling, leases or
    /// reconciliation. It starts no trace, neither here nor in the called service, which receives the decision. See docs/decisions/0011.
    /// </summary>
    internal sealed class DropClientRoots : Sampler
    {
        public override SamplingResult ShouldSample(in SamplingParameters parameters) =>
            new(parameters.Kind == ActivityKind.Client ? SamplingDecision.Drop : SamplingDecision.RecordAndSample);
    }
}
