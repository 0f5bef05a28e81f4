using System.Text.Json.Nodes;
using Waypost.AppHost.Tests.Publishing.Support;
using Waypost.Testing;

namespace Waypost.AppHost.Tests.Publishing;

/// <summary>The container apps that azd would create, as Bicep predicts them.</summary>
[Collection<PublishedCollection>]
public sealed class ContainerAppTests(PublishedManifest manifest)
{
    [Theory]
    [InlineData("manager", 1, 4)]
    [InlineData("provider", 2, 8)]
    [InlineData("stats", 1, 4)]
    public async Task Replicas_stay_within_their_limits(string service, int fewest, int most)
    {
        var scale = (await AppAsync(service))["template"]!["scale"]!;

        Assert.Equal(fewest, scale["minReplicas"]!.GetValue<int>());
        Assert.Equal(most, scale["maxReplicas"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("manager", "50")]
    [InlineData("provider", "2000")]
    public async Task Public_services_scale_by_concurrent_requests(string service, string perReplica)
    {
        var rule = Assert.Single((await AppAsync(service))["template"]!["scale"]!["rules"]!.AsArray())!;

        Assert.Equal(perReplica, rule["http"]!["metadata"]!["concurrentRequests"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_stats_worker_scales_by_CPU_because_it_receives_few_requests()
    {
        var rule = Assert.Single((await AppAsync("stats"))["template"]!["scale"]!["rules"]!.AsArray())!;

        Assert.Equal("cpu", rule["custom"]!["type"]!.GetValue<string>());
        Assert.Equal("""{"type":"Utilization","value":"70"}""", rule["custom"]!["metadata"]!.ToJsonString());
    }

    [Theory]
    [InlineData("manager", true)]
    [InlineData("provider", true)]
    [InlineData("stats", false)]
    public async Task Only_manager_and_provider_are_reachable_from_outside_and_all_use_TLS(string service, bool isExternal)
    {
        var ingress = (await AppAsync(service))["configuration"]!["ingress"]!;

        Assert.Equal(isExternal, ingress["external"]!.GetValue<bool>());
        Assert.False(ingress["allowInsecure"]!.GetValue<bool>());
        Assert.Equal(8080, ingress["targetPort"]!.GetValue<int>());
    }

    [Fact]
    public async Task There_is_no_custom_domain_by_default() =>
        Assert.Empty((await AppAsync("manager"))["configuration"]!["ingress"]!["customDomains"]!.AsArray());

    [Theory]
    [InlineData("", "Disabled")]
    [InlineData("/certificates/1", "SniEnabled")]
    public async Task A_custom_domain_is_bound_to_its_certificate_if_there_is_one(string certificate, string binding)
    {
        var use = manifest.Bicep.Single(one => one.Name == "manager");
        var parameters = new Dictionary<string, string>(manifest.Resolved(use.Parameters))
        {
            ["domain"] = $$"""{"name":"flags.example.org","certificateId":"{{certificate}}"}""",
        };

        var app = Assert.Single(await Bicep.PredictAsync(use.File, parameters))["properties"]!;

        var domain = Assert.Single(app["configuration"]!["ingress"]!["customDomains"]!.AsArray())!;
        Assert.Equal(
            ("flags.example.org", binding),
            (PublishedManifest.Text(domain, "name"), PublishedManifest.Text(domain, "bindingType"))
        );
        Assert.Equal(certificate, domain["certificateId"]?.GetValue<string>() ?? "");
    }

    [Theory]
    [InlineData("manager")]
    [InlineData("provider")]
    [InlineData("stats")]
    public async Task An_unavailable_database_restarts_nothing_and_a_replica_that_is_not_ready_gets_no_requests(string service)
    {
        var probes = Container(await AppAsync(service))["probes"]!
            .AsArray()
            .ToDictionary(probe => PublishedManifest.Text(probe!, "type"), probe => probe!);

        Assert.Equal(["Liveness", "Readiness", "Startup"], probes.Keys.Order());
        Assert.Equal("/alive", Path(probes["Liveness"]));
        Assert.Equal("/alive", Path(probes["Startup"]));
        Assert.Equal("/health", Path(probes["Readiness"]));
        // Container Apps allows no higher count.
        Expect.All(probes.Values, probe => Assert.InRange(Number(probe, "failureThreshold"), 1, 10));
        // The readiness probe must fail before a draining replica stops accepting requests.
        Assert.True(Number(probes["Readiness"], "periodSeconds") * Number(probes["Readiness"], "failureThreshold") < 6);

        static string Path(JsonNode probe) => PublishedManifest.Text(probe["httpGet"]!, "path");
        static int Number(JsonNode probe, string name) => probe[name]!.GetValue<int>();
    }

    [Theory]
    [InlineData("manager")]
    [InlineData("provider")]
    [InlineData("stats")]
    public async Task A_replica_has_twice_as_many_gibibytes_as_cores_as_Container_Apps_requires(string service)
    {
        var resources = Container(await AppAsync(service))["resources"]!;

        Assert.Equal($"{resources["cpu"]!.GetValue<decimal>() * 2:0.##}Gi", resources["memory"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("manager")]
    [InlineData("provider")]
    [InlineData("stats")]
    public async Task The_image_is_pulled_with_an_identity_that_the_process_cannot_use(string service)
    {
        var app = await AppAsync(service);

        var registry = Assert.Single(app["configuration"]!["registries"]!.AsArray())!;
        var identity = Assert.Single(app["configuration"]!["identitySettings"]!.AsArray())!;
        Assert.StartsWith(
            $"{PublishedManifest.Text(registry, "server")}/",
            PublishedManifest.Text(Container(app), "image"),
            StringComparison.Ordinal
        );
        Assert.Equal(PublishedManifest.Text(registry, "identity"), PublishedManifest.Text(identity, "identity"));
        Assert.Equal("None", PublishedManifest.Text(identity, "lifecycle"));
    }

    [Fact]
    public async Task A_providers_snapshots_survive_a_restart_of_its_process()
    {
        var app = await AppAsync("provider");

        Assert.Equal("EmptyDir", PublishedManifest.Text(Assert.Single(app["template"]!["volumes"]!.AsArray())!, "storageType"));
        var mount = Assert.Single(Container(app)["volumeMounts"]!.AsArray())!;
        Assert.Equal(
            PublishedManifest.Text(mount, "mountPath"),
            Container(app)["env"]!.AsArray().Single(one => PublishedManifest.Text(one!, "name") == "Waypost__SnapshotDirectory")![
                "value"
            ]!.GetValue<string>()
        );
    }

    private async Task<JsonNode> AppAsync(string service) => Assert.Single(await manifest.PredictAsync(service))["properties"]!;

    private static JsonNode Container(JsonNode app) => Assert.Single(app["template"]!["containers"]!.AsArray())!;
}
