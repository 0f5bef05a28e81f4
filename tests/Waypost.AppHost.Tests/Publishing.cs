using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Waypost.AppHost.Tests;

public sealed class Publishing
{
    [Theory]
    [InlineData("ContainerApps")]
    [InlineData("Compose")]
    [InlineData("Kubernetes")]
    public async Task Every_target_can_be_published_without_any_value_at_hand(string target)
    {
        await using var model = await Model.PublishedAsync("--Target", target);

        Assert.All(["manager", "provider", "stats"], name => model.Get<ProjectResource>(name));
        Assert.DoesNotContain(model.Resources, resource => resource.Name == "solarflare");
        Assert.DoesNotContain(model.Resources, resource => resource is ExecutableResource);
    }

    [Fact]
    public async Task The_manager_is_given_the_database_its_secrets_and_what_an_empty_database_starts_with()
    {
        await using var model = await Model.PublishedAsync();

        var variables = await model.VariablesAsync("manager");

        Assert.Equal("{waypostdb.connectionString}", variables["ConnectionStrings__waypostdb"]);
        Assert.Equal("whsec_{webhook-secret.value}", variables["Waypost__WebhookSecret"]);
        Assert.Equal("{data-protection-secret.value}", variables["Waypost__DataProtectionSecret"]);
        Assert.Equal("{admin-email.value}", variables["Waypost__Bootstrap__AdminEmail"]);
        Assert.Equal("{admin-password.value}", variables["Waypost__Bootstrap__AdminPassword"]);
        Assert.Equal("wp_pat_{admin-token.value}", variables["Waypost__Bootstrap__AdminToken"]);
        Assert.Equal("wp_server_{server-key.value}", variables["Waypost__Bootstrap__ServerKey"]);
        Assert.Equal("wp_client_{client-key.value}", variables["Waypost__Bootstrap__ClientKey"]);
    }

    [Fact]
    public async Task A_provider_is_given_the_manager_and_the_shared_secret_and_no_database()
    {
        await using var model = await Model.PublishedAsync();

        var variables = await model.VariablesAsync("provider");

        Assert.Equal("{manager.bindings.http.url}", variables["Waypost__ManagerUrl"]);
        Assert.Equal("{manager.bindings.http.url}", variables["services__manager__http__0"]);
        Assert.Equal("whsec_{webhook-secret.value}", variables["Waypost__WebhookSecret"]);
        Assert.DoesNotContain(variables.Keys, name => name.StartsWith("ConnectionStrings__", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_stats_worker_is_given_the_database_what_it_shares_with_the_manager_and_no_secret_of_others()
    {
        await using var model = await Model.PublishedAsync();

        var variables = await model.VariablesAsync("stats");

        Assert.Equal("{waypostdb.connectionString}", variables["ConnectionStrings__waypostdb"]);
        Assert.Equal("{data-protection-secret.value}", variables["Waypost__DataProtectionSecret"]);
        Assert.Equal("whsec_{webhook-secret.value}", variables["Waypost__WebhookSecret"]);
        Assert.DoesNotContain(variables.Keys, name => name.Contains("Bootstrap", StringComparison.Ordinal) || name.Contains("Key", StringComparison.Ordinal));
        Assert.Equal("{stats.bindings.http.url}", (await model.VariablesAsync("manager"))["services__stats__http__0"]);
    }

    [Fact]
    public async Task The_shop_gets_the_key_that_the_manager_makes()
    {
        await using var model = await Model.PublishedAsync("--Demo", "true");

        var shop = await model.VariablesAsync("solarflare");

        Assert.Equal((await model.VariablesAsync("manager"))["Waypost__Bootstrap__ServerKey"], shop["Waypost__SdkKey"]);
        Assert.Equal("{provider.bindings.http.url}", shop["Waypost__ProviderUrl"]);
        Assert.Equal("{events.connectionString}", shop["ConnectionStrings__events"]);
        Assert.Equal((await model.VariablesAsync("manager"))["Waypost__DemoReaderPassword"], shop["Demo__ReaderPassword"]);
    }

    [Fact]
    public async Task A_generated_webhook_secret_has_the_form_that_the_services_demand()
    {
        await using var model = await Model.PublishedAsync();

        var generated = model.Get<ParameterResource>("webhook-secret").Default!.GetDefaultValue();

        Assert.True(Convert.FromBase64String(generated).Length >= 32);
    }

    [Theory]
    [InlineData("server-key")]
    [InlineData("client-key")]
    public async Task A_generated_key_has_forty_letters_and_digits(string parameter)
    {
        await using var model = await Model.PublishedAsync();

        Assert.Matches("^[A-Za-z0-9]{40}$", model.Get<ParameterResource>(parameter).Default!.GetDefaultValue());
    }

    [Fact]
    public async Task Azds_manifest_asks_nobody_for_a_value()
    {
        var folder = Directory.CreateTempSubdirectory("waypost-manifest-"); // Azure's templates are written beside the manifest
        var path = Path.Combine(folder.FullName, "manifest.json");
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Waypost_AppHost>(
            ["--publisher", "manifest", "--output-path", path], TestContext.Current.CancellationToken);
        await using (var app = await builder.BuildAsync(TestContext.Current.CancellationToken))
        {
            await app.RunAsync(TestContext.Current.CancellationToken);
        }

        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        folder.Delete(recursive: true);
        var resources = manifest.RootElement.GetProperty("resources").EnumerateObject().ToList();
        var parameters = resources.Where(resource => TypeOf(resource) == "parameter.v0").ToList();
        Assert.NotEmpty(parameters);
        Assert.All(parameters, parameter => Assert.True(
            parameter.Value.GetProperty("inputs").GetProperty("value").TryGetProperty("default", out _), $"{parameter.Name} has no default"));
        Assert.DoesNotContain(resources, resource => TypeOf(resource) == "executable.v0");
    }

    [Fact]
    public async Task The_shop_cannot_be_published_where_nothing_makes_its_database()
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => Model.PublishedAsync("--Target", "Compose", "--Demo", "true"));

        Assert.Contains("Leave out --Demo", fault.ToString(), StringComparison.Ordinal);
    }

    static string? TypeOf(JsonProperty resource) => resource.Value.TryGetProperty("type", out var type) ? type.GetString() : null;
}
