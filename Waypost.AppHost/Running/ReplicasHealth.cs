using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Waypost.AppHost.Running;

/// <summary>Healthy when every replica answers 200 on <c>/health</c>.</summary>
internal sealed class ReplicasHealth(ProjectResource resource, ReplicaAddresses addresses, TimeProvider time) : IHealthCheck
{
    // Aspire checks an unhealthy resource again only after up to five seconds. Waiting here makes the start faster.
    private static readonly TimeSpan timeout = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan interval = TimeSpan.FromMilliseconds(250);

    // No proxy server: the replicas are on this machine.
    private static readonly HttpClient http = new(
        new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1) }
    )
    {
        Timeout = TimeSpan.FromSeconds(5),
    };

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var healthy = await Task.WhenAll(addresses.Of(resource).Select(address => AnswersAsync(address, cancellationToken)));
            var (count, all) = (healthy.Count(one => one), resource.GetReplicaCount());
            if (count >= all)
            {
                return HealthCheckResult.Healthy();
            }
            if (time.GetElapsedTime(started) >= timeout)
            {
                return HealthCheckResult.Unhealthy($"{count} of {all} replicas are healthy.");
            }
            await Task.Delay(interval, time, cancellationToken);
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
