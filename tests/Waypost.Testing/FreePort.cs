using System.Net;
using System.Net.Sockets;

namespace Waypost.Testing;

/// <summary>
/// Finds ports that are free. Use port 0 where the program under test supports it, because a free port may be taken before it is used.
/// </summary>
public static class FreePort
{
    public static int Next() => Next(1)[0];

    /// <summary>
    /// The first of several consecutive ports, below the range that systems use for outgoing connections.
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

    /// <summary>Several different ports.</summary>
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
