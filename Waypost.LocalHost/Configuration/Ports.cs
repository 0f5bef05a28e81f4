using System.Net;
using System.Net.Sockets;

namespace Waypost.LocalHost.Configuration;

internal static class Ports
{
    /// <exception cref="StartFault">A sentence for every port that is taken.</exception>
    internal static void EnsureFree(Settings settings)
    {
        var unusable = PortPlan.Of(settings).Select(Sentence).OfType<string>().ToList();
        if (unusable.Count > 0)
        {
            throw new StartFault([.. unusable]);
        }
    }

    internal static bool IsTaken(int port) => WhyNot(port) is SocketError.AddressAlreadyInUse;

    /// <summary>For parts nobody addresses by a known port.</summary>
    internal static int AnyFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <returns><see langword="null"/> if one can listen there on this machine's own addresses, as the parts do.</returns>
    private static SocketError? WhyNot(int port) =>
        WhyNot(IPAddress.Loopback, port) ?? (Socket.OSSupportsIPv6 ? WhyNot(IPAddress.IPv6Loopback, port) : null);

    private static SocketError? WhyNot(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port) { ExclusiveAddressUse = true };
            listener.Start();
            return null;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
        {
            return null; // a machine without the IPv6 loopback lacks the address; that takes no port
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    private static string? Sentence(PlannedPort planned)
    {
        var choose = $"choose another with --{planned.Setting} or {SettingNames.InEnvironment(planned.Setting)}.";
        return WhyNot(planned.Port) switch
        {
            null => null,
            SocketError.AccessDenied => $"Port {planned.Port}, meant for {planned.Part}, may not be used by you (ports below 1024 are for root): {choose}",
            _ => $"Port {planned.Port}, meant for {planned.Part}, is in use{(PortHolder.Find(planned.Port) is { } holder ? $" by {holder}" : "")}: stop what listens there, or {choose}",
        };
    }
}
