using System.Text.Json.Nodes;
using Waypost.Deployment.Tests.Files;
using Waypost.Testing;

namespace Waypost.Deployment.Tests.Compose;

/// <summary>What a container may do, and that everything a service refers to is there.</summary>
public sealed class ServicesTests(DeployFolder deploy) : IClassFixture<DeployFolder>
{
    private ComposeFile Compose => deploy.Compose();

    [Fact]
    public void A_container_may_write_only_where_it_is_allowed_to_and_gains_no_rights()
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

        // Only the proxy runs as root, without root's rights; its image knows no other user.
        Assert.Equal(["proxy"], compose.Services.Where(service => !compose[service].ContainsKey("user")));
        Assert.Equal(["proxy"], compose.Services.Where(service => compose[service].ContainsKey("cap_add")));
        Assert.All(compose.Own(), own => Assert.Equal("1654:1654", compose[own.Service]["user"]!.GetValue<string>()));
    }

    [Fact]
    public void Only_the_proxy_is_reached_from_outside_and_without_TLS_only_from_this_machine()
    {
        var compose = Compose;

        Assert.Equal(["proxy"], compose.Services.Where(service => compose[service].ContainsKey("ports")));
        Assert.All(compose.List("proxy", "ports"), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        Assert.Equal(["80:80", "443:443", "443:443/udp"], deploy.ComposeWithTls().List("proxy", "ports"));
    }

    [Fact]
    public void Only_those_who_need_the_database_share_a_network_with_it()
    {
        var compose = Compose;

        Assert.True(compose.Content["networks"]!["database"]!["internal"]!.GetValue<bool>());
        Assert.Equal(["database"], compose.List("postgres", "networks"));
        Assert.Equal(
            ["manager", "postgres", "stats"],
            compose.Services.Where(service => compose.List(service, "networks").Contains("database")).Order()
        );
        Assert.All(
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
    public void Everything_a_service_refers_to_is_there()
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
    public void Each_replica_has_a_name_an_address_and_a_disk_of_its_own()
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
            // A fresh volume takes the owner of the image's folder; the only one that belongs to the user 1654 is its home.
            Assert.Equal("/home/app", home[1]);
            Assert.StartsWith(home[1] + "/", environment["Waypost__SnapshotDirectory"], StringComparison.Ordinal);
        }
    }

    /// <summary>The providers' address is not a peer's: it is what people outside are told.</summary>
    [Fact]
    public void Addresses_of_peers_lead_to_services_at_the_ports_they_listen_on()
    {
        var compose = Compose;
        var addresses =
            from own in compose.Own()
            from variable in compose.Environment(own.Service)
            where variable.Key != "Waypost__ProviderUrl" && variable.Value.StartsWith("http://", StringComparison.Ordinal)
            select new Uri(variable.Value);

        Assert.All(addresses, address => Assert.Equal(compose.Environment(address.Host)["ASPNETCORE_HTTP_PORTS"], $"{address.Port}"));
        Assert.All(
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
    public void Images_are_those_that_the_projects_make() =>
        Assert.All(
            Compose.Own(),
            own =>
                Assert.Equal($"ghcr.io/waypost/waypost-{own.Kind}:{Repository.Version}", Compose[own.Service]["image"]!.GetValue<string>())
        );
}
