using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SolarFlare.Live;

namespace SolarFlare;

/// <summary>Traces, metrics and logs by OpenTelemetry, sent where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says; Aspire sets it.</summary>
internal static class Telemetry
{
    private static readonly string[] untold = ["/health", "/alive", FlagChanges.Path, ".css", ".js", ".svg", ".ico"];

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
                    .SetSampler(new ParentBasedSampler(new NoBackgroundCalls()))
                    .AddAspNetCoreInstrumentation(options => options.Filter = IsWorthATrace)
                    .AddHttpClientInstrumentation()
            );
        if (!string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry.UseOtlpExporter();
        }
    }

    /// <summary>Probes, files and streams say nothing, or never end.</summary>
    private static bool IsWorthATrace(HttpContext http) =>
        !untold.Any(path => http.Request.Path.Value?.EndsWith(path, StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>A call that nothing led to comes from the background: the outbox, the simulated visitors, the stream of flags.</summary>
    private sealed class NoBackgroundCalls : Sampler
    {
        public override SamplingResult ShouldSample(in SamplingParameters parameters) =>
            new(parameters.Kind == System.Diagnostics.ActivityKind.Client ? SamplingDecision.Drop : SamplingDecision.RecordAndSample);
    }
}
