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
static class Telemetry
{
    public static void Add(IHostApplicationBuilder builder)
    {
        var service = ResourceAttributes.Read(builder.Configuration);
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                service.Name ?? builder.Environment.ApplicationName,
                serviceInstanceId: InstanceId.Current(builder.Configuration)))
            .WithMetrics(metrics => metrics
                .AddMeter("Waypost.*", "Polly")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation())
            .WithTracing(tracing => tracing
                .AddSource("Waypost.*")
                .AddAspNetCoreInstrumentation(options => options.Filter = IsWorthASpan)
                .AddHttpClientInstrumentation(options => options.FilterHttpRequestMessage = request => IsWorthASpan(request.RequestUri?.AbsolutePath)));

        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return;
        telemetry.UseOtlpExporter();
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
    }

    /// <summary>Probes say nothing; streams and the providers' long poll last for as long as they are left alone.</summary>
    internal static bool IsWorthASpan(HttpContext context) =>
        IsWorthASpan(context.Request.Path.Value) && !context.Request.Headers.Accept.Contains("text/event-stream");

    static bool IsWorthASpan(string? path) => path is not (HealthEndpoints.AlivePath or HealthEndpoints.HealthPath or "/internal/providers")
        && path?.EndsWith("/stream", StringComparison.Ordinal) != true;
}
