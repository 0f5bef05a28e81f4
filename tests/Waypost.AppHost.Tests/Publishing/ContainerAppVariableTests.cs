using System.Text.Json.Nodes;
using Waypost.AppHost.Tests.Publishing.Support;
using Waypost.Testing;

namespace Waypost.AppHost.Tests.Publishing;

[Collection<PublishedCollection>]
public sealed class ContainerAppVariableTests(PublishedManifest manifest)
{
    private static readonly string[] services = ["manager", "provider", "stats"];

    [Fact]
    public async Task Every_variable_of_a_service_reaches_its_container()
    {
        foreach (var service in services)
        {
            // Aspire writes these into the manifest from the same calls that a run uses.
            var given = manifest.Resources[service]!["env"]!.AsObject().Select(variable => variable.Key);

            Assert.Equal(given.Order(StringComparer.Ordinal), (await EnvironmentAsync(service)).Keys.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task No_secret_is_a_plain_value()
    {
        foreach (var service in services)
        {
            var variables = await EnvironmentAsync(service);

            Expect.All(
                variables.Values,
                variable => Assert.DoesNotContain(Azd.Secret, variable["value"]?.GetValue<string>() ?? "", StringComparison.Ordinal)
            );
            Assert.Equal(
                (await SecretsAsync(service)).Keys.Order(),
                variables.Values.Select(variable => variable["secretRef"]?.GetValue<string>()).OfType<string>().Order()
            );
        }
    }

    [Fact]
    public async Task The_manager_gets_complete_secrets_with_their_prefixes()
    {
        var variables = await EnvironmentAsync("manager");
        var secrets = await SecretsAsync("manager");

        Assert.Equal($"whsec_{Azd.Secret}", Secret("Waypost__WebhookSecret"));
        Assert.Equal(Azd.Secret, Secret("Waypost__DataProtectionSecret"));
        Assert.Equal(Azd.Secret, Secret("Waypost__Bootstrap__AdminPassword"));
        Assert.Equal($"wp_pat_{Azd.Secret}", Secret("Waypost__Bootstrap__AdminToken"));
        Assert.Equal($"wp_server_{Azd.Secret}", Secret("Waypost__Bootstrap__ServerKey"));
        Assert.Equal($"wp_client_{Azd.Secret}", Secret("Waypost__Bootstrap__ClientKey"));
        Assert.Equal("admin@waypost.local", PublishedManifest.Text(variables["Waypost__Bootstrap__AdminEmail"], "value"));
        Assert.Equal("false", PublishedManifest.Text(variables["Waypost__Demo"], "value"));
        Assert.Equal($"https://provider.{Azd.Domain}", PublishedManifest.Text(variables["Waypost__ProviderUrl"], "value"));

        string Secret(string variable) => secrets[PublishedManifest.Text(variables[variable], "secretRef")];
    }

    [Theory]
    [InlineData("manager")]
    [InlineData("stats")]
    public async Task The_database_connection_uses_TLS_and_checks_the_certificate(string service)
    {
        var connection = new Npgsql.NpgsqlConnectionStringBuilder((await SecretsAsync(service))["connectionstrings-waypostdb"]);

        Assert.Equal(Npgsql.SslMode.VerifyFull, connection.SslMode);
        Assert.Equal("psql-waypost.postgres.database.azure.com", connection.Host);
        Assert.Equal(("waypost", Azd.Secret, "waypostdb"), (connection.Username, connection.Password, connection.Database));
        // Eight replicas share the 414 connections of the default size.
        Assert.True(connection.MaxPoolSize * 8 < 414);
    }

    [Fact]
    public async Task A_provider_calls_the_manager_by_TLS_receives_no_webhooks_and_has_only_the_shared_secret()
    {
        var variables = await EnvironmentAsync("provider");

        Assert.Equal($"https://manager.{Azd.Domain}", PublishedManifest.Text(variables["Waypost__ManagerUrl"], "value"));
        Assert.Equal("none", PublishedManifest.Text(variables["Waypost__CallbackUrl"], "value"));
        Assert.Equal("waypost-webhooksecret", Assert.Single(await SecretsAsync("provider")).Key);
    }

    [Fact]
    public async Task The_manager_calls_the_stats_worker_by_its_internal_name() =>
        Assert.Equal(
            $"https://stats.internal.{Azd.Domain}",
            PublishedManifest.Text((await EnvironmentAsync("manager"))["services__stats__http__0"], "value")
        );

    [Fact]
    public async Task Behind_the_ingress_every_service_reads_forwarded_headers_and_drains_before_it_stops()
    {
        foreach (var service in services)
        {
            var variables = await EnvironmentAsync(service);

            Assert.Equal("true", PublishedManifest.Text(variables["ASPNETCORE_FORWARDEDHEADERS_ENABLED"], "value"));
            Assert.Equal("00:00:06", PublishedManifest.Text(variables["Waypost__Shutdown__Drain"], "value"));
            Assert.Equal("8080", PublishedManifest.Text(variables["HTTP_PORTS"], "value"));
        }
    }

    private async Task<JsonNode> AppAsync(string service) => Assert.Single(await manifest.PredictAsync(service))["properties"]!;

    private async Task<Dictionary<string, JsonNode>> EnvironmentAsync(string service) =>
        Assert.Single((await AppAsync(service))["template"]!["containers"]!.AsArray())!["env"]!
            .AsArray()
            .ToDictionary(variable => PublishedManifest.Text(variable!, "name"), variable => variable!);

    private async Task<Dictionary<string, string>> SecretsAsync(string service) =>
        (await AppAsync(service))["configuration"]!["secrets"]!
            .AsArray()
            .ToDictionary(secret => PublishedManifest.Text(secret!, "name"), secret => PublishedManifest.Text(secret!, "value"));
}
