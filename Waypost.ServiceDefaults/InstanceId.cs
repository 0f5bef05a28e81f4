using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace Waypost.ServiceDefaults;

/// <summary>Which replica this process is. One rule for telemetry, for provider registration and for job leases.</summary>
public static class InstanceId
{
    /// <summary>OpenTelemetry's name for it.</summary>
    private const string attribute = "service.instance.id";

    private static readonly string random = RandomNumberGenerator.GetHexString(12, lowercase: true);

    /// <summary>
    /// The id of this replica, the same for the life of the process: <c>service.instance.id</c> in <c>OTEL_RESOURCE_ATTRIBUTES</c>
    /// (Aspire sets it), else <c>CONTAINER_APP_REPLICA_NAME</c> (Azure Container Apps), else the host name
    /// (a pod's or a container's is its own), else random. Several replicas on one machine need the first.
    /// </summary>
    public static string Current(IConfiguration configuration) =>
        FirstNamed(Attribute(configuration["OTEL_RESOURCE_ATTRIBUTES"]), configuration["CONTAINER_APP_REPLICA_NAME"], HostName(), random);

    internal static string FirstNamed(params ReadOnlySpan<string?> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (!string.IsNullOrWhiteSpace(candidate))
            {
                return candidate.Trim();
            }
        }

        return random;
    }

    /// <summary>Format: <c>key=value,key=value</c>, values percent-encoded (OpenTelemetry specification, resource SDK).</summary>
    private static string? Attribute(string? attributes) =>
        (attributes ?? "")
            .Split(',')
            .Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(pair => pair is [attribute, { Length: > 0 }])
            .Select(pair => Uri.UnescapeDataString(pair[1]))
            .LastOrDefault();

    private static string? HostName()
    {
        var name = Dns.GetHostName();
        return string.Equals(name, "localhost", StringComparison.OrdinalIgnoreCase) ? null : name;
    }
}
