using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Waypost.Sdk.AspNetCore;

/// <summary>Healthy while the client is ready; otherwise the registration's failure status, degraded by default.</summary>
internal sealed class WaypostHealthCheck(IWaypostClient client) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = client.Status;
        var version = client.Version?.ToString() ?? "none";
        var data = new Dictionary<string, object> { ["status"] = status.ToString(), ["version"] = version };
        var result =
            status == WaypostStatus.Ready
                ? HealthCheckResult.Healthy($"The flags are at version {version}.", data)
                : new(context.Registration.FailureStatus, $"Waypost is {status}; the flags are at version {version}.", data: data);
        return Task.FromResult(result);
    }
}
