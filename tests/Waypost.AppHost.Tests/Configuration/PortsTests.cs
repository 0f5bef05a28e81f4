using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Waypost.AppHost.Configuration;

namespace Waypost.AppHost.Tests.Configuration;

public sealed class PortsTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    public void A_port_in_use_is_named_with_its_process_and_the_option_to_change(string address)
    {
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();
        var taken = ((IPEndPoint)listener.LocalEndpoint).Port;

        var sentence = Assert.Single(
            Assert.Throws<StartException>(() => Ports.EnsureFree([new(taken, "manager", "--ManagerPort")])).Sentences
        );

        Assert.StartsWith($"Port {taken}, planned for manager, is in use", sentence, StringComparison.Ordinal);
        Assert.EndsWith("choose another with --ManagerPort.", sentence, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains($"(process {Environment.ProcessId})", sentence, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Free_ports_and_port_0_are_accepted() =>
        Ports.EnsureFree([
            new(Ports.FindFree(), "manager", "--ManagerPort"),
            new(0, "provider", "--ProviderPort"),
            new(0, "solarflare", "--SamplePort"),
        ]);

    [Fact]
    public void A_port_planned_twice_is_refused()
    {
        var port = Ports.FindFree();

        var fault = Assert.Throws<StartException>(() =>
            Ports.EnsureFree([new(port, "manager", "--ManagerPort"), new(port, "solarflare", "--SamplePort")])
        );

        Assert.Equal(
            [$"Port {port} is planned for manager (--ManagerPort) and solarflare (--SamplePort): choose another with --SamplePort."],
            fault.Sentences
        );
    }

    [Fact]
    public void All_ports_of_a_run_are_checked_including_the_dashboards()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["ASPNETCORE_URLS"] = "http://localhost:15080",
                    ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = "http://localhost:19080",
                    ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = "http://localhost:20080",
                }
            )
            .Build();

        Assert.Equal(
            [54320, 3000, 5050, 5080, 15080, 19080, 20080],
            Ports.Planned(new() { DataDirectory = "/d" }, configuration).Select(port => port.Port)
        );
        Assert.Equal(
            [3000, 5050],
            Ports
                .Planned(
                    new()
                    {
                        DataDirectory = "/d",
                        Demo = false,
                        WaypostDb = "Host=db",
                    },
                    new ConfigurationBuilder().Build()
                )
                .Select(port => port.Port)
        );
    }

    [Fact]
    public void A_listening_socket_is_found_in_proc_net_tcp()
    {
        string[] table =
        [
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
            "   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0",
            "   1: 0100007F:0BB8 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0",
        ];

        Assert.Equal(["4711"], PortOwner.Sockets(table, 3000));
    }
}
