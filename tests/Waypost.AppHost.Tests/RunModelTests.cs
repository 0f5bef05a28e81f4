using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Waypost.AppHost.Data;
using Waypost.AppHost.Postgres;
using Waypost.AppHost.Running;

namespace Waypost.AppHost.Tests;

public sealed class RunModelTests
{
    [Fact]
    public async Task A_run_holds_the_database_the_services_and_the_sample_shop_and_makes_nothing_before_it_starts()
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
    public async Task Replicas_are_as_many_as_were_asked_for()
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
    public async Task An_existing_server_is_used_and_the_shops_events_lie_beside_it()
    {
        await using var model = await RunModel.BuildAsync("--ConnectionStrings:waypostdb", "Host=db.example.com;Database=flags;Username=u");

        Assert.DoesNotContain(model.Resources, resource => resource.IsContainer() || resource.Name == "postgres");
        Assert.Equal(
            "Host=db.example.com;Database=events;Username=u",
            await model.Get<IResourceWithConnectionString>("events").GetConnectionStringAsync(TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task The_shops_events_may_lie_on_a_server_of_the_users_own_alone()
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
    public async Task Only_what_people_and_SDKs_call_is_open_to_the_outside(string service, bool open)
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
    public async Task Every_process_is_started_again_when_it_dies_and_has_a_health_check(string resource)
    {
        await using var model = await RunModel.BuildAsync("--Postgres", "local");

        Assert.Single(model.Get<IResource>(resource).Annotations.OfType<KeepRunningAnnotation>());
        Assert.NotEmpty(model.Get<IResource>(resource).Annotations.OfType<HealthCheckAnnotation>());
    }

    [Fact]
    public async Task Every_parameter_says_in_words_what_it_is()
    {
        await using var model = await RunModel.BuildAsync("--Postgres", "local");

        var parameters = model.Resources.OfType<ParameterResource>().ToList();
        Assert.Equal(ParameterNames.All.Order(), parameters.Select(parameter => parameter.Name).Order());
        Assert.All(parameters, parameter => Assert.False(string.IsNullOrWhiteSpace(parameter.Description), parameter.Name));
        Assert.Equal([ParameterNames.AdminEmail], parameters.Where(parameter => !parameter.Secret).Select(parameter => parameter.Name));
    }
}
