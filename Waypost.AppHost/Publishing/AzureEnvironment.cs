namespace Waypost.AppHost.Publishing;

/// <summary>What the services share on Azure: a private network, and in it an environment for container apps.</summary>
internal sealed record AzureEnvironment(BicepModule Network, BicepModule ContainerApps)
{
    private const string NetworkName = "network";
    private const string ContainerAppsName = "container-apps";

    /// <summary>The domain of every container app; azd finds the Aspire dashboard by this name.</summary>
    public BicepOutput Domain => ContainerApps.Output("AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN");

    /// <summary>azd pushes the images to what has this name.</summary>
    public BicepOutput Registry => ContainerApps.Output("AZURE_CONTAINER_REGISTRY_ENDPOINT");

    public static AzureEnvironment AddTo(IDistributedApplicationBuilder builder, AzureSettings settings)
    {
        var network = BicepModule.AddTo(builder, NetworkName, new() { ["addressPrefix"] = settings.NetworkAddresses });
        var containerApps = BicepModule.AddTo(
            builder,
            ContainerAppsName,
            new()
            {
                ["subnetId"] = network.Output("containerAppsSubnetId"),
                // Empty under this name tells azd that the environment is made here: it then makes none, and fills in who deploys.
                ["userPrincipalId"] = "",
            }
        );
        return new(network, containerApps);
    }

    /// <summary>The one that was added.</summary>
    public static AzureEnvironment Of(IDistributedApplicationBuilder builder)
    {
        return new(Named(NetworkName), Named(ContainerAppsName));

        BicepModule Named(string name) => builder.Resources.OfType<BicepModule>().Single(module => module.Name == name);
    }
}
