namespace Waypost.Deployment.Tests.Settings;

/// <summary>
/// Variables that .NET, ASP.NET Core and OpenTelemetry read and not Waypost. Each is documented by its maker; no other is taken.
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

    public static bool Know(string name) => known.Contains(name);
}
