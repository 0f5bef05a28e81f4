using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SolarFlare.Live;

namespace SolarFlare;

/// <summary>OpenTelemetry traces, metrics and logs, sent to <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, which Aspire sets.</summary>
internal static class Telemetry
{
    private static readonly string[] UntracedPaths = ["/health", "/alive", FlagChanges.Path, ".css", ".js", ".svg", ".ico"];

    internal static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Logging.AddOpenTelemetry(logging => (logging.IncludeFormattedMessage, logging.IncludeScopes) = (true, true));
        var telemetry = builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("solarflare").AddEnvironmentVariableDetector())
            .WithMetrics(metrics =>
                metrics.AddMeter("Waypost.Sdk").AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation()
            )
            .WithTracing(tracing =>
                tracing
                    .SetSampler(new ParentBasedSampler(new BackgroundCallFilter()))
                    .AddAspNetCoreInstrumentation(options => options.Filter = ShouldTrace)
                    .AddHttpClientInstrumentation()
            );
        if (!string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry.UseOtlpExporter();
        }
    }

    /// <summary>Health probes and static files would only add noise; streams never end.</summary>
    private static bool ShouldTrace(HttpContext http) =>
        !UntracedPaths.Any(path => http.Request.Path.Value?.EndsWith(path, StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>
    /// Drops outgoing calls without a parent span: they come from the outbox, the simulated visitors and the flag stream.
    /// </summary>
    private sealed class BackgroundCallFilter : Sampler
    {
        public override SamplingResult ShouldSample(in SamplingParameters parameters) =>
            new(parameters.Kind == System.Diagnostics.ActivityKind.Client ? SamplingDecision.Drop : SamplingDecision.RecordAndSample);
    }
}
