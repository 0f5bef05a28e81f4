using Waypost.LocalHost.Configuration;
using Waypost.LocalHost.Data;
using Waypost.LocalHost.Parts;
using Waypost.LocalHost.Processes;

namespace Waypost.LocalHost.Tests;

public sealed class TopologyTests
{
    private static readonly Secrets Secrets = new()
    {
        AdminEmail = "e",
        AdminPassword = "p",
        AdminToken = "t",
        ServerKey = "sk",
        ClientKey = "ck",
        WebhookSecret = "whsec_x",
        DataProtectionSecret = "dp",
        PostgresPassword = "pg",
        ReaderPassword = "rp",
    };

    [Fact]
    public void The_parts_are_the_manager_then_the_providers_the_worker_and_the_shop()
    {
        var topology = Of(new() { DataDirectory = "/d", Providers = 3 });

        Assert.Equal(("manager", "http://localhost:3000"), (topology.Manager.Name, topology.Manager.Url));
        Assert.Equal(
            [("provider-1", "http://localhost:5050"), ("provider-2", "http://localhost:5051"), ("provider-3", "http://localhost:5052"), ("stats", "http://localhost:40001"), ("solarflare", "http://localhost:5080")],
            topology.Others.Select(p => (p.Name, p.Url)));
    }

    [Fact]
    public void Without_the_demo_there_is_no_shop_and_the_manager_seeds_nothing()
    {
        var topology = Of(new() { DataDirectory = "/d", Demo = false });

        Assert.DoesNotContain(topology.Others, p => p.Name == "solarflare");
        Assert.Equal("false", topology.Manager.Launch.Environment["Waypost__Demo"]);
        Assert.DoesNotContain("ConnectionStrings__events", topology.Manager.Launch.Environment.Keys);
    }

    [Fact]
    public void The_manager_is_told_what_Aspire_would_tell_it() => AssertEnvironment(
        Of(new() { DataDirectory = "/d", ManagerPort = 3001 }).Manager,
        new()
        {
            ["ASPNETCORE_URLS"] = "http://localhost:3001",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["OTEL_SERVICE_NAME"] = "manager",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "service.instance.id=manager",
            ["ConnectionStrings__waypostdb"] = "waypost",
            ["services__stats__http__0"] = "http://localhost:40001",
            ["Waypost__WebhookSecret"] = "whsec_x",
            ["Waypost__DataProtectionSecret"] = "dp",
            ["Waypost__Bootstrap__AdminEmail"] = "e",
            ["Waypost__Bootstrap__AdminPassword"] = "p",
            ["Waypost__Bootstrap__AdminToken"] = "t",
            ["Waypost__Bootstrap__ServerKey"] = "sk",
            ["Waypost__Bootstrap__ClientKey"] = "ck",
            ["Waypost__Demo"] = "true",
            ["ConnectionStrings__events"] = "events",
            ["Waypost__DemoReaderPassword"] = "rp",
        });

    [Fact]
    public void The_stats_worker_is_told_where_jobs_are_and_what_it_shares_with_the_manager() => AssertEnvironment(
        Of(new() { DataDirectory = "/d", Demo = false }).Others[^1],
        new()
        {
            ["ASPNETCORE_URLS"] = "http://localhost:40001",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["OTEL_SERVICE_NAME"] = "stats",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "service.instance.id=stats",
            ["ConnectionStrings__waypostdb"] = "waypost",
            ["Waypost__WebhookSecret"] = "whsec_x",
            ["Waypost__DataProtectionSecret"] = "dp",
            ["Waypost__Stats__AllowPrivateNetworks"] = "true",
        });

    [Fact]
    public void A_provider_is_told_where_the_manager_is_and_where_its_own_snapshots_lie_and_no_secret_but_the_webhooks() => AssertEnvironment(
        Of(new() { DataDirectory = "/d" }).Others[1],
        new()
        {
            ["ASPNETCORE_URLS"] = "http://localhost:5051",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["OTEL_SERVICE_NAME"] = "provider",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "service.instance.id=provider-2",
            ["services__manager__http__0"] = "http://localhost:3000",
            ["Waypost__ManagerUrl"] = "http://localhost:3000",
            ["Waypost__WebhookSecret"] = "whsec_x",
            ["Waypost__SnapshotDirectory"] = Path.Combine("snapshots", "provider-2"),
        });

    [Fact]
    public void The_shop_is_told_its_key_its_provider_and_its_database() => AssertEnvironment(
        Of(new() { DataDirectory = "/d", ProviderPort = 6000 }).Others[^1],
        new()
        {
            ["ASPNETCORE_URLS"] = "http://localhost:5080",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["OTEL_SERVICE_NAME"] = "solarflare",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "service.instance.id=solarflare",
            ["Waypost__SdkKey"] = "sk",
            ["Waypost__ProviderUrl"] = "http://localhost:6000",
            ["ConnectionStrings__events"] = "events",
            ["Demo__History"] = "true",
            ["Demo__VisitorsPerMinute"] = "12",
            ["Demo__ReaderPassword"] = "rp",
        });

    [Fact]
    public void What_was_meant_for_LocalHost_or_another_app_is_not_inherited()
    {
        var inherited = new Dictionary<string, string>
        {
            ["ASPNETCORE_HTTP_PORTS"] = "8080",
            ["urls"] = "http://*:1",
            ["ConnectionStrings__events"] = "x",
            ["Waypost__Bootstrap__AdminPassword"] = "p",
            ["Kestrel__Endpoints__A__Url"] = "x",
            ["PATH"] = "/bin",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://localhost:4317",
            ["Logging__LogLevel__Default"] = "Debug",
        };

        Assert.Equal(
            ["ASPNETCORE_HTTP_PORTS", "ConnectionStrings__events", "Kestrel__Endpoints__A__Url", "Waypost__Bootstrap__AdminPassword", "urls"],
            PartEnvironment.Without(inherited).Keys.Order(StringComparer.Ordinal));
    }

    private static Topology Of(Settings settings) =>
        new(settings, Secrets, new("waypost", "events"), "snapshots", 40001, project => new Launch(project), new Dictionary<string, string?>());

    private static void AssertEnvironment(Part part, Dictionary<string, string?> expected) =>
        Assert.Equal(expected.OrderBy(v => v.Key, StringComparer.Ordinal), part.Launch.Environment.OrderBy(v => v.Key, StringComparer.Ordinal));
}
