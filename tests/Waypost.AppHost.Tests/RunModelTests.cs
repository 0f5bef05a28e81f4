using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Waypost.AppHost.Data;
using Waypost.AppHost.Postgres;
using Waypost.AppHost.Running;
using Waypost.Testing;

namespace Waypost.AppHost.Tests;

public sealed class RunModelTests
{
    [Fact]
    public async Task A_run_contains_the_database_the_services_and_the_sample_shop_and_creates_nothing_before_it_starts()
    {
        await using var model = await RunModel.BuildAsync("--Postgres", "local");

        Assert.Superset(
            new HashSet<string> { "postgres", "waypostdb", "events", "manager", "provider", "stats", "solarflare" },
            model.Resources.Select(resource => resource.Name).ToHashSet()
        );
        Assert.IsType<LocalPostgresResource>(model.Get<IResource>("postgres"));
        Assert.False(model.DataDirectoryExists);
    }

    [Fact]
    public async Task The_options_set_the_number_of_replicas()
    {
        await using var model = await RunModel.BuildAsync("--Postgres", "local", "--Managers", "2", "--Providers", "3", "--Workers", "4");

        Assert.Equal((2, 3, 4, 1), (Replicas("manager"), Replicas("provider"), Replicas("stats"), Replicas("solarflare")));

        int Replicas(string service) => model.Get<ProjectResource>(service).GetReplicaCount();
    }

    [Fact]
    public async Task Without_the_demo_there_is_no_shop_and_no_events_database()
    {
        await using var model = await RunModel.BuildAsync("--Postgres", "local", "--Demo", "false");

        Assert.DoesNotContain(model.Resources, resource => resource.Name is "solarflare" or "events");
    }

    [Fact]
    public async Task An_existing_server_is_used_for_the_shops_events_too()
    {
        await using var model = await RunModel.BuildAsync("--ConnectionStrings:waypostdb", "Host=db.example.com;Database=flags;Username=u");

        Assert.DoesNotContain(model.Resources, resource => resource.IsContainer() || resource.Name == "postgres");
        Assert.Equal(
            "Host=db.example.com;Database=events;Username=u",
            await model.Get<IResourceWithConnectionString>("events").GetConnectionStringAsync(TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task An_existing_server_can_be_used_for_the_shops_events_only()
    {
        await using var model = await RunModel.BuildAsync(
            "--Postgres",
            "local",
            "--ConnectionStrings:events",
            "Host=db.example.com;Database=shop"
        );

        Assert.IsType<LocalDatabaseResource>(model.Get<IResource>("waypostdb"));
        Assert.Equal(
            "Host=db.example.com;Database=shop",
            await model.Get<IResourceWithConnectionString>("events").GetConnectionStringAsync(TestContext.Current.CancellationToken)
        );
    }

    [Theory]
    [InlineData("manager", true)]
    [InlineData("provider", true)]
    [InlineData("solarflare", true)]
    [InlineData("stats", false)]
    public async Task Only_services_that_users_and_SDKs_call_are_reachable_from_outside(string service, bool open)
    {
        await using var model = await RunModel.BuildAsync("--Postgres", "local");

        var endpoint = Assert.Single(model.Get<ProjectResource>(service).Annotations.OfType<EndpointAnnotation>());
        Assert.Equal(("http", open), (endpoint.Name, endpoint.IsExternal));
    }

    [Theory]
    [InlineData("manager")]
    [InlineData("provider")]
    [InlineData("stats")]
    [InlineData("solarflare")]
    [InlineData("postgres")]
    public async Task Every_process_is_restarted_when_it_dies_and_has_a_health_check(string resource)
    {
        await using var model = await RunModel.BuildAsync("--Postgres", "local");

        Assert.Single(model.Get<IResource>(resource).Annotations.OfType<RestartAnnotation>());
        Assert.NotEmpty(model.Get<IResource>(resource).Annotations.OfType<HealthCheckAnnotation>());
    }

    [Fact]
    public async Task Every_parameter_has_a_description()
    {
        await using var model = await RunModel.BuildAsync("--Postgres", "local");

        var parameters = model.Resources.OfType<ParameterResource>().ToList();
        Assert.Equal(ParameterNames.All.Order(), parameters.Select(parameter => parameter.Name).Order());
        Expect.All(parameters, parameter => Assert.False(string.IsNullOrWhiteSpace(parameter.Description), parameter.Name));
        Assert.Equal([ParameterNames.AdminEmail], parameters.Where(parameter => !parameter.Secret).Select(parameter => parameter.Name));
    }
}
