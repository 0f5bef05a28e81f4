// Certificates are marked as experimental in Aspire 13: without this line every start warns of one that nothing here uses.
#pragma warning disable ASPIRECERTIFICATES001

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Waypost.AppHost.Running;

/// <summary>What Waypost's services have in common in the model.</summary>
internal static class Services
{
    /// <summary>An endpoint named <c>http</c> that is reached from outside, on this port in a run.</summary>
    /// <param name="service">One of Waypost's own projects.</param>
    /// <param name="port">0 = any free one.</param>
    public static IResourceBuilder<ProjectResource> Open(this IResourceBuilder<ProjectResource> service, int port) =>
        service
            .WithHttpEndpoint(service.ApplicationBuilder.ExecutionContext.IsRunMode && port > 0 ? port : null, name: "http")
            .WithExternalHttpEndpoints();

    /// <summary>Named links in the dashboard.</summary>
    /// <param name="service">A service with the endpoint <c>http</c>.</param>
    /// <param name="name">What the endpoint's own link says.</param>
    /// <param name="more">Further links: what they say, and their paths.</param>
    public static IResourceBuilder<ProjectResource> WithLinks(
        this IResourceBuilder<ProjectResource> service,
        string name,
        params (string Name, string Path)[] more
    )
    {
        service.WithUrlForEndpoint("http", url => url.DisplayText = name);
        foreach (var (text, path) in more)
        {
            service.WithUrlForEndpoint(
                "http",
                endpoint =>
                    new()
                    {
                        Url = path,
                        DisplayText = text,
                        Endpoint = endpoint,
                    }
            );
        }
        return service;
    }

    /// <summary>Replicas that are started again when they die, and are healthy when each of them is.</summary>
    public static IResourceBuilder<ProjectResource> AsService(this IResourceBuilder<ProjectResource> service, int replicas)
    {
        service.WithReplicas(replicas);
        if (!service.ApplicationBuilder.ExecutionContext.IsRunMode)
        {
            return service;
        }
        var key = $"{service.Resource.Name}_replicas";
        service
            .ApplicationBuilder.Services.AddHealthChecks()
            .Add(
                new(
                    key,
                    services => new ReplicasHealth(
                        service.Resource,
                        services.GetRequiredService<ReplicaAddresses>(),
                        services.GetRequiredService<TimeProvider>()
                    ),
                    HealthStatus.Unhealthy,
                    tags: null
                )
            );
        return service
            .KeepRunning()
            .WithoutHttpsCertificate()
            .WithHealthCheck(key)
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", service.ApplicationBuilder.Environment.EnvironmentName)
            // Every service on one machine: less memory and a quicker start are worth more here than throughput.
            .WithEnvironment("DOTNET_gcServer", "0");
    }

    /// <summary>
    /// Last known good snapshots survive a restart. The replicas share the directory; each takes a part of it for itself.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithSnapshots(this IResourceBuilder<ProjectResource> provider, WaypostRun run) =>
        provider.ApplicationBuilder.ExecutionContext.IsRunMode
            ? provider.WithEnvironment("Waypost__SnapshotDirectory", run.Directory.File("snapshots"))
            : provider;
}
