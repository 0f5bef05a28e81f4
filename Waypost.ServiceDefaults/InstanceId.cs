using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace Waypost.ServiceDefaults;

/// <summary>The id of this replica in telemetry, provider registration and job leases.</summary>
public static class InstanceId
{
    /// <summary>The name of the attribute in OpenTelemetry.</summary>
    private const string attribute = "service.instance.id";

    private static readonly string random = RandomNumberGenerator.GetHexString(12, lowercase: true);

    /// <summary>
    /// The id, which stays the same while the process runs: <c>service.instance.id</c> in <c>OTEL_RESOURCE_ATTRIBUTES</c> (set by
    /// Aspire), else <c>CONTAINER_APP_REPLICA_NAME</c> (Azure Container Apps), else the host name (unique for pods and containers), else
    /// random. Several replicas on one machine need the first.
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
