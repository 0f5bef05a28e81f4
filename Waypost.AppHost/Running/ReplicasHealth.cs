using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Waypost.AppHost.Running;

/// <summary>Healthy when every replica answers 200 on <c>/health</c>.</summary>
internal sealed class ReplicasHealth(ProjectResource resource, ReplicaAddresses addresses, TimeProvider time) : IHealthCheck
{
    // Aspire asks an unhealthy resource again after up to five seconds; a start should not be as late as that.
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(250);

    // Never through a proxy server: the replicas are on this machine.
    private static readonly HttpClient http = new(
        new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1) }
    )
    {
        Timeout = TimeSpan.FromSeconds(5),
    };

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var healthy = await Task.WhenAll(addresses.Of(resource).Select(address => AnswersAsync(address, cancellationToken)));
            var (count, all) = (healthy.Count(one => one), resource.GetReplicaCount());
            if (count >= all)
            {
                return HealthCheckResult.Healthy();
            }
            if (time.GetElapsedTime(began) >= patience)
            {
                return HealthCheckResult.Unhealthy($"{count} of {all} replicas are healthy.");
            }
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private static async Task<bool> AnswersAsync(Uri address, CancellationToken cancellationToken)
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
