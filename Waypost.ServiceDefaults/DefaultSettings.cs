using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace Waypost.ServiceDefaults;

/// <summary>Settings that hold until anything else (appsettings, environment, command line) says otherwise.</summary>
internal static class DefaultSettings
{
    private static readonly Dictionary<string, string?> values = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",
        // A line for every statement.
        ["Logging:LogLevel:Npgsql"] = "Warning",
        // An unhealthy answer is there to be asked for; a line for every time somebody asks would drown the log.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
        // Retries are counted in telemetry; one line for each would drown the log while a peer is away.
        ["Logging:LogLevel:Polly"] = "Error",
        ["Logging:Console:FormatterName"] = "simple",
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
        ["Logging:Console:FormatterOptions:TimestampFormat"] = "HH:mm:ss.fff ",
        // Milliseconds. What is left to send when a service stops must not hold the stop up because nobody takes it any more.
        ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "1000",
        // Read by the generic host. Under the ten seconds that Aspire, Compose and most supervisors allow before they kill.
        ["shutdownTimeoutSeconds"] = "8",
    };

    /// <summary>First source, lowest priority: whatever the service is configured with overrides it.</summary>
    public static void AddBeneath(IConfigurationBuilder configuration) =>
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = values });
}
