using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Waypost.AppHost.Tests;

public sealed class TheModel
{
    [Fact]
    public async Task A_run_holds_the_database_the_services_and_the_sample_shop()
    {
        await using var model = await Model.OfARunAsync();

        Assert.Superset(
            new HashSet<string> { "postgres", "waypostdb", "events", "manager", "provider", "stats", "solarflare" },
            model.Resources.Select(resource => resource.Name).ToHashSet());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3, "--Providers", "3")]
    public async Task The_provider_has_as_many_replicas_as_were_asked_for(int replicas, params string[] args)
    {
        await using var model = await Model.OfARunAsync(args);

        Assert.Equal(replicas, model.Get<ProjectResource>("provider").GetReplicaCount());
    }

    [Fact]
    public async Task A_replica_count_below_one_is_refused_by_name()
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => Model.OfARunAsync("--Providers", "0"));

        Assert.Contains("Providers must be 1 or more", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_demo_there_is_no_shop_and_no_events_database()
    {
        await using var model = await Model.OfARunAsync("--Demo", "false");

        Assert.DoesNotContain(model.Resources, resource => resource.Name is "solarflare" or "events");
    }

    [Fact]
    public async Task With_an_existing_server_nothing_needs_a_container_engine()
    {
        await using var model = await Model.OfARunAsync(
            "--ConnectionStrings:waypostdb", "Host=localhost;Database=waypostdb", "--ConnectionStrings:events", "Host=localhost;Database=events");

        Assert.DoesNotContain(model.Resources, resource => resource.IsContainer());
        Assert.Contains(model.Resources, resource => resource.Name == "waypostdb" && resource is IResourceWithConnectionString);
    }

    [Fact]
    public async Task An_existing_server_without_a_database_for_the_shop_is_explained()
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => Model.OfARunAsync("--ConnectionStrings:waypostdb", "Host=localhost;Database=waypostdb"));

        Assert.Contains("ConnectionStrings:events", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("manager", true)]
    [InlineData("provider", true)]
    [InlineData("solarflare", true)]
    [InlineData("stats", false)]
    public async Task Only_what_people_and_SDKs_call_is_open_to_the_outside(string service, bool open)
    {
        await using var model = await Model.OfARunAsync();

        var endpoint = Assert.Single(model.Get<ProjectResource>(service).Annotations.OfType<EndpointAnnotation>());
        Assert.Equal("http", endpoint.Name);
        Assert.Equal(open, endpoint.IsExternal);
    }

    [Theory]
    [InlineData("manager")]
    [InlineData("provider")]
    [InlineData("stats")]
    [InlineData("solarflare")]
    public async Task A_run_waits_on_every_services_health(string service)
    {
        await using var model = await Model.OfARunAsync();

        Assert.Contains(model.Get<ProjectResource>(service).Annotations.OfType<HealthCheckAnnotation>(), check => check.Key.Contains("/health", StringComparison.Ordinal));
    }
}
