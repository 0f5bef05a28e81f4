using System.Text.Json.Nodes;
using Waypost.AppHost.Tests.Publishing.Support;

namespace Waypost.AppHost.Tests.Publishing;

/// <summary>The database has no public address, and the modules fit together.</summary>
[Collection<PublishedCollection>]
public sealed class AzureNetworkTests(PublishedManifest manifest)
{
    [Fact]
    public async Task The_database_is_in_the_private_network_only()
    {
        var network = (await OneAsync("postgres", "Microsoft.DBforPostgreSQL/flexibleServers"))["network"]!;

        Assert.Equal("Disabled", PublishedManifest.Text(network, "publicNetworkAccess"));
        Assert.EndsWith("/postgresSubnetId", PublishedManifest.Text(network, "delegatedSubnetResourceId"), StringComparison.Ordinal);
        Assert.EndsWith("/postgresZoneId", PublishedManifest.Text(network, "privateDnsZoneArmResourceId"), StringComparison.Ordinal);
        Assert.DoesNotContain(
            await manifest.PredictAsync("postgres"),
            resource => PublishedManifest.Text(resource, "type").EndsWith("/firewallRules", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("require_secure_transport", "on")]
    [InlineData("ssl_min_protocol_version", "TLSv1.2")]
    public async Task The_database_refuses_connections_without_TLS(string setting, string value)
    {
        var configuration = Assert.Single(
            await manifest.PredictAsync("postgres"),
            resource => PublishedManifest.Text(resource, "name").EndsWith($"/{setting}", StringComparison.Ordinal)
        );

        Assert.Equal(value, PublishedManifest.Text(configuration["properties"]!, "value"));
    }

    [Fact]
    public async Task Backups_are_kept_for_the_configured_number_of_days()
    {
        var backup = (await OneAsync("postgres", "Microsoft.DBforPostgreSQL/flexibleServers"))["backup"]!;

        Assert.Equal(14, backup["backupRetentionDays"]!.GetValue<int>());
        Assert.Equal("{backupRetentionDays.value}", manifest.Resources["postgres"]!["params"]!["backupRetentionDays"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("Standard_B2s", "Burstable")]
    [InlineData("Standard_D2ds_v5", "GeneralPurpose")]
    [InlineData("Standard_E4ds_v5", "MemoryOptimized")]
    public async Task The_tier_matches_the_size(string sku, string tier)
    {
        var use = manifest.Bicep.Single(one => one.Name == "postgres");

        var server = (
            await Bicep.PredictAsync(use.File, new Dictionary<string, string>(manifest.Resolved(use.Parameters)) { ["sku"] = sku })
        ).Single(IsServer);

        Assert.Equal((sku, tier), (PublishedManifest.Text(server["sku"]!, "name"), PublishedManifest.Text(server["sku"]!, "tier")));

        static bool IsServer(JsonObject resource) =>
            PublishedManifest.Text(resource, "type") == "Microsoft.DBforPostgreSQL/flexibleServers";
    }

    [Fact]
    public async Task Each_subnet_is_delegated_to_its_service()
    {
        var subnets = (await OneAsync("network", "Microsoft.Network/virtualNetworks"))["subnets"]!
            .AsArray()
            .ToDictionary(
                subnet => PublishedManifest.Text(subnet!, "name"),
                subnet =>
                    (
                        PublishedManifest.Text(subnet!["properties"]!, "addressPrefix"),
                        PublishedManifest.Text(subnet["properties"]!["delegations"]![0]!["properties"]!, "serviceName")
                    )
            );

        Assert.Equal(("10.90.0.0/23", "Microsoft.App/environments"), subnets["container-apps"]);
        Assert.Equal(("10.90.2.0/24", "Microsoft.DBforPostgreSQL/flexibleServers"), subnets["postgres"]);
    }

    [Fact]
    public async Task The_container_apps_are_in_the_private_network_and_reachable_from_outside()
    {
        var network = (await OneAsync("container-apps", "Microsoft.App/managedEnvironments"))["vnetConfiguration"]!;

        Assert.EndsWith("/containerAppsSubnetId", PublishedManifest.Text(network, "infrastructureSubnetId"), StringComparison.Ordinal);
        Assert.False(network["internal"]!.GetValue<bool>());
    }

    [Fact]
    public async Task The_registry_has_no_password() =>
        Assert.False((await OneAsync("container-apps", "Microsoft.ContainerRegistry/registries"))["adminUserEnabled"]!.GetValue<bool>());

    private async Task<JsonNode> OneAsync(string module, string type) =>
        Assert.Single(await manifest.PredictAsync(module), resource => PublishedManifest.Text(resource, "type") == type)["properties"]!;
}
