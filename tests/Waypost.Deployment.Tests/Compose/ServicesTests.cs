using System.Text.Json.Nodes;
using Waypost.Deployment.Tests.Files;
using Waypost.Testing;

namespace Waypost.Deployment.Tests.Compose;

/// <summary>Containers have few privileges, and everything a service refers to exists.</summary>
public sealed class ServicesTests(DeployFolder deploy) : IClassFixture<DeployFolder>
{
    private ComposeFile Compose => deploy.Compose();

    [Fact]
    public void A_container_can_write_only_to_its_volumes_and_gains_no_privileges()
    {
        var compose = Compose;
        foreach (var service in compose.Services)
        {
            Assert.True(compose[service]["read_only"]!.GetValue<bool>(), service);
            Assert.Equal(["ALL"], compose.List(service, "cap_drop"));
            Assert.Contains("no-new-privileges:true", compose.List(service, "security_opt"));
            Assert.NotNull(compose[service]["mem_limit"]);
            Assert.Equal("unless-stopped", compose[service]["restart"]!.GetValue<string>());
            Assert.False(compose[service].ContainsKey("privileged"), service);
        }

        // Only the proxy runs as root, without root's capabilities. Its image has no other user.
        Assert.Equal(["proxy"], compose.Services.Where(service => !compose[service].ContainsKey("user")));
        Assert.Equal(["proxy"], compose.Services.Where(service => compose[service].ContainsKey("cap_add")));
        Expect.All(compose.Own(), own => Assert.Equal("1654:1654", compose[own.Service]["user"]!.GetValue<string>()));
    }

    [Fact]
    public void Only_the_proxy_is_reachable_from_outside_and_without_TLS_only_from_this_machine()
    {
        var compose = Compose;

        Assert.Equal(["proxy"], compose.Services.Where(service => compose[service].ContainsKey("ports")));
        Expect.All(compose.List("proxy", "ports"), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        Assert.Equal(["80:80", "443:443", "443:443/udp"], deploy.ComposeWithTls().List("proxy", "ports"));
    }

    [Fact]
    public void Only_services_that_need_the_database_share_a_network_with_it()
    {
        var compose = Compose;

        Assert.True(compose.Content["networks"]!["database"]!["internal"]!.GetValue<bool>());
        Assert.Equal(["database"], compose.List("postgres", "networks"));
        Assert.Equal(
            ["manager", "postgres", "stats"],
            compose.Services.Where(service => compose.List(service, "networks").Contains("database")).Order()
        );
        Expect.All(
            new[] { "manager", "stats" },
            service =>
            {
                Assert.Contains("default", compose.List(service, "networks"));
                Assert.Equal("service_healthy", compose[service]["depends_on"]!["postgres"]!["condition"]!.GetValue<string>());
            }
        );
        Assert.NotNull(compose["postgres"]["healthcheck"]);
    }

    [Fact]
    public void Everything_a_service_refers_to_exists()
    {
        var compose = Compose;
        var (networks, volumes) = (Names("networks"), Names("volumes"));
        var mounts = compose.Services.SelectMany(service => compose.List(service, "volumes")).Select(mount => mount.Split(':')[0]).ToList();

        Expect.None(
            compose.Services.SelectMany(service => compose.List(service, "networks")).Except(networks),
            "A network that is not declared."
        );
        Expect.None(
            compose
                .Services.SelectMany(service => compose[service]["depends_on"] as JsonObject ?? [])
                .Select(pair => pair.Key)
                .Except(compose.Services),
            "A service that is not there."
        );
        Expect.None(
            mounts.Where(mount => mount[0] == '.' && !File.Exists(Path.Combine(deploy.FullName, mount))),
            "A file that is not there."
        );
        Assert.Equal(volumes.Order(), mounts.Where(mount => mount[0] != '.').Order());

        IEnumerable<string> Names(string section) => ((JsonObject)compose.Content[section]!).Select(pair => pair.Key);
    }

    [Fact]
    public void Each_replica_has_its_own_name_address_and_volume()
    {
        var compose = Compose;
        var replicas = compose.Own().Where(own => own.Kind == "provider").Select(own => own.Service).ToList();

        Assert.True(replicas.Count >= 2);
        foreach (var replica in replicas)
        {
            var environment = compose.Environment(replica);
            var home = Assert.Single(compose.List(replica, "volumes")).Split(':');
            Assert.Equal(replica, compose[replica]["hostname"]!.GetValue<string>());
            Assert.Equal($"http://{replica}:{environment["ASPNETCORE_HTTP_PORTS"]}", environment["Waypost__CallbackUrl"]);
            Assert.Equal(replica, home[0]);
            // A new volume gets the owner of the image's folder. The only folder of the user 1654 is its home.
            Assert.Equal("/home/app", home[1]);
            Assert.StartsWith(home[1] + "/", environment["Waypost__SnapshotDirectory"], StringComparison.Ordinal);
        }
    }

    /// <summary>Except the address of the providers, which is the public one.</summary>
    [Fact]
    public void Addresses_of_other_services_have_the_ports_they_listen_on()
    {
        var compose = Compose;
        var addresses =
            from own in compose.Own()
            from variable in compose.Environment(own.Service)
            where variable.Key != "Waypost__ProviderUrl" && variable.Value.StartsWith("http://", StringComparison.Ordinal)
            select new Uri(variable.Value);

        Expect.All(addresses, address => Assert.Equal(compose.Environment(address.Host)["ASPNETCORE_HTTP_PORTS"], $"{address.Port}"));
        Expect.All(
            compose.Own().Where(own => own.Kind != "provider"),
            own =>
                Assert.Contains(
                    "Host=postgres;",
                    compose.Environment(own.Service)["ConnectionStrings__waypostdb"],
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public void Images_are_those_that_the_projects_build() =>
        Expect.All(
            Compose.Own(),
            own =>
                Assert.Equal($"ghcr.io/waypost/waypost-{own.Kind}:{Repository.Version}", Compose[own.Service]["image"]!.GetValue<string>())
        );
}
