namespace Waypost.AppHost.Publishing;

/// <summary>What the services share on Azure: a private network with an environment for container apps.</summary>
internal sealed record AzureEnvironment(BicepModule Network, BicepModule ContainerApps)
{
    private const string NetworkName = "network";
    private const string ContainerAppsName = "container-apps";

    /// <summary>The domain of every container app; azd finds the Aspire dashboard by this name.</summary>
    public BicepOutput Domain => ContainerApps.Output("AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN");

    /// <summary>azd pushes the images to the registry with this name.</summary>
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
                // An empty parameter of this name tells azd not to create an environment of its own. azd fills in the deploying user.
                ["userPrincipalId"] = "",
            }
        );
        return new(network, containerApps);
    }

    /// <summary>Gets the environment that <see cref="AddTo"/> added.</summary>
    public static AzureEnvironment Get(IDistributedApplicationBuilder builder)
    {
        return new(Named(NetworkName), Named(ContainerAppsName));

        BicepModule Named(string name) => builder.Resources.OfType<BicepModule>().Single(module => module.Name == name);
    }
}
