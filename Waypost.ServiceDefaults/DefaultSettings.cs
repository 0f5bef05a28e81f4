using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace Waypost.ServiceDefaults;

/// <summary>Defaults that every other source (appsettings, environment, command line) overrides.</summary>
internal static class DefaultSettings
{
    private static readonly Dictionary<string, string?> values = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",
        // It logs every statement.
        ["Logging:LogLevel:Npgsql"] = "Warning",
        // It logs every unhealthy report, which would flood the log.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
        // Telemetry counts retries. A line for each would flood the log during an outage.
        ["Logging:LogLevel:Polly"] = "Error",
        ["Logging:Console:FormatterName"] = "simple",
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
        ["Logging:Console:FormatterOptions:TimestampFormat"] = "HH:mm:ss.fff ",
        // Milliseconds. Sending the last telemetry must not delay the shutdown when the collector is unavailable.
        ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "1000",
        // Less than the ten seconds after which Aspire, Compose and most supervisors kill a process.
        ["shutdownTimeoutSeconds"] = "8",
    };

    /// <summary>Adds the defaults as the first source, which has the lowest priority.</summary>
    public static void AddTo(IConfigurationBuilder configuration) =>
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = values });
}
