using System.Net;
using System.Net.Sockets;
using Waypost.LocalHost.Configuration;
using Waypost.Testing;

namespace Waypost.LocalHost.Tests;

public sealed class PortsTests
{
    [Fact]
    public void A_taken_port_is_named_with_its_holder_and_the_setting_to_change()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taken = ((IPEndPoint)listener.LocalEndpoint).Port;

        var sentence = Assert.Single(Assert.Throws<StartFault>(() => Ports.EnsureFree(OnFreePorts() with { ManagerPort = taken })).Sentences);

        Assert.StartsWith($"Port {taken}, meant for manager, is in use", sentence);
        Assert.EndsWith("choose another with --ManagerPort or WAYPOST_MANAGERPORT.", sentence);
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains($"(process {Environment.ProcessId})", sentence);
        }
    }

    [Fact]
    public void Free_ports_pass()
    {
        var settings = OnFreePorts();

        Assert.Null(Record.Exception(() => Ports.EnsureFree(settings)));
    }

    [Fact]
    public void A_port_taken_on_all_addresses_is_taken()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();

        Assert.True(Ports.IsTaken(((IPEndPoint)listener.LocalEndpoint).Port));
    }

    [Fact]
    public void A_listening_socket_is_found_in_the_systems_table()
    {
        string[] table =
        [
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
            "   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0",
            "   1: 0100007F:0BB8 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0",
        ];

        Assert.Equal(["4711"], PortHolder.Sockets(table, 3000));
    }

    private static Settings OnFreePorts()
    {
        var ports = FreePort.Next(4);
        return new() { DataDirectory = "/nowhere", ManagerPort = ports[0], Providers = 1, ProviderPort = ports[1], SamplePort = ports[2], PostgresPort = ports[3] };
    }
}
