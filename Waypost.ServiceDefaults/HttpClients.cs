using Microsoft.Extensions.DependencyInjection;

namespace Waypost.ServiceDefaults;

/// <summary>How this system's services call each other.</summary>
public static class HttpClients
{
    /// <summary>Names such as <c>http://manager</c> are looked up in <c>services:manager:http:0</c>; addresses pass through untouched.</summary>
    internal static void AddDiscovery(IServiceCollection services)
    {
        services.AddServiceDiscovery();
        services.ConfigureHttpClientDefaults(http => http.AddServiceDiscovery());
    }

    /// <summary>
    /// The standard pipeline (total timeout 30 s, attempt timeout 10 s, retries with jitter, circuit breaker) for a client of short calls.
    /// It is asked for client by client and not given to all: it would cut off every long poll and every stream after 10 s,
    /// and a client with a pipeline of its own (webhook delivery) would retry its retries.
    /// </summary>
    public static IHttpClientBuilder AddDefaultResilience(this IHttpClientBuilder client)
    {
        client.AddStandardResilienceHandler();
        return client;
    }
}
