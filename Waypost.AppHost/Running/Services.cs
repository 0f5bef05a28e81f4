// Certificates are experimental in Aspire 13. Without this line every start warns about one that Waypost does not use.
#pragma warning disable ASPIRECERTIFICATES001

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Waypost.AppHost.Running;

/// <summary>What Waypost's services have in common in the app host's model.</summary>
internal static class Services
{
    /// <summary>Adds an endpoint named <c>http</c> that is reachable from outside; in a run on this port.</summary>
    /// <param name="service">One of Waypost's own projects.</param>
    /// <param name="port">0 = any free one.</param>
    public static IResourceBuilder<ProjectResource> WithPublicEndpoint(this IResourceBuilder<ProjectResource> service, int port) =>
        service
            .WithHttpEndpoint(service.ApplicationBuilder.ExecutionContext.IsRunMode && port > 0 ? port : null, name: "http")
            .WithExternalHttpEndpoints();

    /// <summary>Adds named links to the dashboard.</summary>
    /// <param name="service">A service with the endpoint <c>http</c>.</param>
    /// <param name="name">The name of the endpoint's own link.</param>
    /// <param name="more">The names and paths of further links.</param>
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

    /// <summary>Sets the number of replicas, restarts those that die, and makes the service healthy when all replicas are.</summary>
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
            .RestartOnExit()
            .WithoutHttpsCertificate()
            .WithHealthCheck(key)
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", service.ApplicationBuilder.Environment.EnvironmentName)
            // All services share one machine: less memory and a faster start matter more than throughput.
            .WithEnvironment("DOTNET_gcServer", "0");
    }

    /// <summary>
    /// Lets snapshots survive a restart. The replicas share the directory, and each uses its own part of it.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithSnapshotDirectory(
        this IResourceBuilder<ProjectResource> provider,
        WaypostRun run
    ) =>
        provider.ApplicationBuilder.ExecutionContext.IsRunMode
            ? provider.WithEnvironment("Waypost__SnapshotDirectory", run.Directory.File("snapshots"))
            : provider;
}
