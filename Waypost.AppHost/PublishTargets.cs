// Probes are marked as experimental in Aspire 13. Without them Container Apps and Kubernetes restart a replica only when it exits.
#pragma warning disable ASPIREPROBES001

namespace Waypost.AppHost;

static class PublishTargets
{
    /// <summary>One compute environment per publish: with several, each resource would have to name its own.</summary>
    public static void AddPublishTarget(this IDistributedApplicationBuilder builder, PublishTarget target)
    {
        switch (target)
        {
            case PublishTarget.ContainerApps:
                builder.AddAzureContainerAppEnvironment("waypost");
                break;
            // Without Aspire's dashboard: it shows whatever it is sent, and nobody has decided who may look. docs/telemetry.md names the variable for a collector.
            case PublishTarget.Compose:
                builder.AddDockerComposeEnvironment("waypost").WithDashboard(enabled: false);
                break;
            case PublishTarget.Kubernetes:
                builder.AddKubernetesEnvironment("waypost").WithDashboard(enabled: false);
                break;
        }
    }

    /// <summary>An endpoint named <c>http</c> that is reached from outside.</summary>
    /// <param name="service">One of Waypost's own projects.</param>
    /// <param name="port">Of this machine, in a run and under Compose, where replicas take the ports that follow.</param>
    /// <param name="settings">Where it runs.</param>
    public static IResourceBuilder<ProjectResource> Open(this IResourceBuilder<ProjectResource> service, int port, Settings settings)
    {
        service.WithHttpEndpoint(settings.Target is PublishTarget.None ? port : null, name: "http").WithExternalHttpEndpoints();
        return settings.Target is not PublishTarget.Compose ? service : service.PublishAsDockerComposeService((_, container) =>
        {
            var last = port + service.Resource.GetReplicaCount() - 1;
            container.Ports = [.. container.Ports.Select(inside => last > port ? $"{port}-{last}:{inside}" : $"{port}:{inside}")];
        });
    }

    /// <summary>What all services have in common: probes, replicas, and how each target is told of them.</summary>
    /// <param name="service">One of Waypost's own projects, with the endpoint <c>http</c>.</param>
    /// <param name="settings">Where it runs.</param>
    /// <param name="replicas">How many run; where the target scales by load, how many at least.</param>
    /// <param name="atMost">How many at most where the target scales by load.</param>
    public static IResourceBuilder<ProjectResource> AsService(this IResourceBuilder<ProjectResource> service, Settings settings, int replicas, int atMost)
    {
        service.WithReplicas(replicas);
        if (settings.Target is PublishTarget.None)
        {
            return service
                .WithHttpHealthCheck("/health")
                .WithEnvironment("ASPNETCORE_ENVIRONMENT", service.ApplicationBuilder.Environment.EnvironmentName);
        }

        service
            // Patient enough for a first start that makes the tables.
            .WithHttpProbe(ProbeType.Liveness, "/alive", initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 6)
            .WithHttpProbe(ProbeType.Readiness, "/health", periodSeconds: 5)
            // The load balancer hears of the stop by the readiness probe; until then it still sends.
            .WithEnvironment("Waypost__Shutdown__Drain", "00:00:06");
        return settings.Target switch
        {
            PublishTarget.ContainerApps => service.PublishAsAzureContainerApp((_, app) =>
            {
                app.Template.Scale.MinReplicas = replicas;
                app.Template.Scale.MaxReplicas = Math.Max(replicas, atMost);
            }),
            PublishTarget.Compose => service.PublishAsDockerComposeService((_, container) => container.Deploy = new() { Replicas = replicas }),
            _ => service,
        };
    }
}
