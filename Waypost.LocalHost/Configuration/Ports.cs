using System.Net;
using System.Net.Sockets;

namespace Waypost.LocalHost.Configuration;

internal static class Ports
{
    /// <exception cref="StartFault">A sentence for every port that is taken.</exception>
    internal static void EnsureFree(Settings settings)
    {
        var taken = PortPlan.Of(settings).Where(p => IsTaken(p.Port)).Select(Sentence).ToList();
        if (taken.Count > 0)
        {
            throw new StartFault([.. taken]);
        }
    }

    internal static bool IsTaken(int port) =>
        !CanListen(IPAddress.Loopback, port) || (Socket.OSSupportsIPv6 && !CanListen(IPAddress.IPv6Loopback, port));

    /// <summary>For parts nobody addresses by a known port.</summary>
    internal static int AnyFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool CanListen(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port) { ExclusiveAddressUse = true };
            listener.Start();
            return true;
        }
        catch (SocketException e)
        {
            // A machine without IPv6 loopback lacks the address; that takes no port. A privileged port is not ours to use.
            return e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported;
        }
    }

    private static string Sentence(PlannedPort planned)
    {
        var holder = PortHolder.Find(planned.Port);
        return $"Port {planned.Port}, meant for {planned.Part}, is in use{(holder is null ? "" : $" by {holder}")}: "
            + $"stop what listens there, or choose another with --{planned.Setting} or {SettingNames.InEnvironment(planned.Setting)}.";
    }
}
