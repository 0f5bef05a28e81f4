using System.Net;
using System.Net.Sockets;

namespace Waypost.Testing;

/// <summary>
/// Ports nobody listens on. Where the program under test can be told port 0, that is safer: these may be taken before they are used.
/// </summary>
public static class FreePort
{
    public static int Next() => Next(1)[0];

    /// <summary>
    /// The first of several that follow each other. Below the range from which systems take ports for outgoing connections.
    /// </summary>
    public static int NextRow(int count)
    {
        while (true)
        {
            var first = Random.Shared.Next(20_000, 32_000);
            if (Enumerable.Range(first, count).All(CanListen))
            {
                return first;
            }
        }
    }

    /// <summary>Several at once, none twice.</summary>
    public static IReadOnlyList<int> Next(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            listeners.ForEach(l => l.Start());
            return [.. listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(l => l.Dispose());
        }
    }

    private static bool CanListen(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
