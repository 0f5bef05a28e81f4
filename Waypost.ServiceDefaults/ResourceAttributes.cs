using Microsoft.Extensions.Configuration;

namespace Waypost.ServiceDefaults;

/// <summary>
/// The two facts Waypost reads from OpenTelemetry's environment variables.
/// Format: <c>key=value,key=value</c>, values percent-encoded (OpenTelemetry specification, resource SDK).
/// </summary>
readonly record struct ResourceAttributes(string? Name, string? InstanceId)
{
    public static ResourceAttributes Read(IConfiguration configuration)
    {
        string? name = null, instance = null;
        foreach (var pair in (configuration["OTEL_RESOURCE_ATTRIBUTES"] ?? "").Split(','))
        {
            var cut = pair.IndexOf('=', StringComparison.Ordinal);
            if (cut < 0) continue;
            var value = Uri.UnescapeDataString(pair[(cut + 1)..].Trim());
            if (value.Length == 0) continue;
            if (pair[..cut].Trim() == "service.name") name = value;
            if (pair[..cut].Trim() == "service.instance.id") instance = value;
        }

        var serviceName = configuration["OTEL_SERVICE_NAME"];
        return new(string.IsNullOrWhiteSpace(serviceName) ? name : serviceName, instance);
    }
}
