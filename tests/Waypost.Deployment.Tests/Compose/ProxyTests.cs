using System.Text.RegularExpressions;
using Waypost.Deployment.Tests.Files;

namespace Waypost.Deployment.Tests.Compose;

/// <summary>The proxy's configuration matches the services behind it.</summary>
public sealed partial class ProxyTests(DeployFolder deploy) : IClassFixture<DeployFolder>
{
    private string Caddyfile => deploy.Text("compose", "Caddyfile");

    [Fact]
    public void Requests_are_forwarded_to_the_manager_and_to_every_replica()
    {
        var compose = deploy.Compose();
        var upstreams = Upstreams()
            .Matches(Caddyfile)
            .SelectMany(match => match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(
            compose
                .Own()
                .Where(own => own.Kind is "manager" or "provider")
                .Select(own => $"{own.Service}:{compose.Environment(own.Service)["ASPNETCORE_HTTP_PORTS"]}")
                .Order(),
            upstreams.Order()
        );
    }

    [Fact]
    public void The_proxy_listens_on_the_published_ports() =>
        Assert.Equal(
            deploy.Compose().List("proxy", "ports").Select(port => port.Split(':')[^1]).Order(),
            Sites().Matches(Caddyfile).Select(match => match.Groups[1].Value).Order()
        );

    [Fact]
    public void The_variables_are_those_of_the_TLS_file()
    {
        var names = Variables().Matches(Caddyfile).Select(match => match.Groups[1].Value).Distinct();

        Assert.Equal(deploy.ComposeWithTls().Environment("proxy").Keys.Order(), names.Order());
    }

    [Fact]
    public async Task Caddy_accepts_the_file()
    {
        Assert.SkipUnless(Command.Exists("caddy"), "caddy is not installed.");

        (
            await Command.RunAsync(deploy.FullName, "caddy", "validate", "--adapter", "caddyfile", "--config", "compose/Caddyfile")
        ).Succeeded();
    }

    [GeneratedRegex(@"reverse_proxy ([^{\n]+)")]
    private static partial Regex Upstreams();

    [GeneratedRegex(@"^\{\$\w+:http://:(\d+)\} \{", RegexOptions.Multiline)]
    private static partial Regex Sites();

    [GeneratedRegex(@"\{\$(\w+)")]
    private static partial Regex Variables();
}
