namespace Waypost.Deployment.Tests.Settings;

/// <summary>
/// Variables that .NET, ASP.NET Core and OpenTelemetry read. Only documented ones are listed.
/// </summary>
internal static class PlatformVariables
{
    private static readonly HashSet<string> known =
    [
        "ASPNETCORE_ENVIRONMENT",
        "ASPNETCORE_FORWARDEDHEADERS_ENABLED",
        "ASPNETCORE_HTTP_PORTS",
        "ASPNETCORE_URLS",
        "DOTNET_EnableDiagnostics",
        "DOTNET_SHUTDOWNTIMEOUTSECONDS",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_HEADERS",
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "OTEL_RESOURCE_ATTRIBUTES",
        "OTEL_SERVICE_NAME",
    ];

    public static bool Contains(string name) => known.Contains(name);
}
