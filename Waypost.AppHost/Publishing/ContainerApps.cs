namespace Waypost.AppHost.Publishing;

/// <summary>Publishes services to Azure Container Apps.</summary>
internal static class ContainerApps
{
    /// <param name="service">One of Waypost's own projects, with the endpoint <c>http</c>.</param>
    /// <param name="spec">Number and size of the replicas.</param>
    public static IResourceBuilder<ProjectResource> PublishToContainerApps(
        this IResourceBuilder<ProjectResource> service,
        ContainerAppSpec spec
    )
    {
        var builder = service.ApplicationBuilder;
        if (!builder.ExecutionContext.IsPublishMode)
        {
            return service;
        }
        // Long enough for two failed readiness probes: a stopping replica receives requests until then.
        service.WithEnvironment("Waypost__Shutdown__Drain", "00:00:06");
        foreach (var (name, value) in spec.Variables)
        {
            service.WithEnvironment(name, value);
        }
        var domain = service.GetEndpoint("http").EndpointAnnotation.IsExternal ? CustomDomain.AddTo(builder, service.Resource.Name) : null;
        return service.WithAnnotation(
            new DeploymentTargetAnnotation(
                new ContainerAppDeployment(
                    service.Resource,
                    spec,
                    domain,
                    AzureEnvironment.Get(builder),
                    BicepFile.At(builder, "container-app.bicep")
                )
            )
        );
    }
}
