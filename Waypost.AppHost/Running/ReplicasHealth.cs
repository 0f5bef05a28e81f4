using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Waypost.AppHost.Running;

/// <summary>Healthy when every replica answers 200 on <c>/health</c>.</summary>
sealed class ReplicasHealth(ProjectResource resource, ReplicaAddresses addresses) : IHealthCheck
{
    // Never through a proxy server: the replicas are on this machine.
    static readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1) }) { Timeout = TimeSpan.FromSeconds(5) };

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var known = addresses.Of(resource);
        var healthy = await Task.WhenAll(known.Select(address => AnswersAsync(address, cancellationToken)));
        var (count, all) = (healthy.Count(one => one), resource.GetReplicaCount());
        return count >= all ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"{count} of {all} replicas are healthy.");
    }

    static async Task<bool> AnswersAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(address, "/health"), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false; // no answer in time
        }
    }
}
