using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Waypost.FlagProvider;

/// <summary>Limits of the web server, and the socket options that make dead peers known.</summary>
internal static class WebServer
{
    private const int Tcp = 6; // IPPROTO_TCP
    private const int TcpUserTimeout = 18; // linux/tcp.h, milliseconds; RFC 5482
    private const int TcpNotSentLowWater = 25; // linux/tcp.h, bytes

    // Streams look after their peers themselves (Downstream/Peer.cs), sooner than this; it is for everything else.
    private const int UnansweredMilliseconds = 45_000;

    // What the kernel takes for a reader that is not reading; the rest waits here, where it can be merged into one.
    private const int UnsentBytes = 64 * 1024;

    public static void ConfigureWebServer(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 100;
            kestrel.Limits.MaxRequestLineSize = 8 * 1024;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
            kestrel.Limits.MaxResponseBufferSize = 16 * 1024; // what a slow reader may cost, beside one slice
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        });
        builder.WebHost.UseSockets(sockets =>
        {
            sockets.Backlog = 4096; // ten thousand SDKs come back at once after a restart
            sockets.CreateBoundListenSocket = endpoint =>
            {
                var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
                Notice(socket);
                return socket;
            };
        });
    }

    /// <summary>Set on the listener; accepted sockets inherit them.</summary>
    private static void Notice(Socket socket)
    {
        if (socket.ProtocolType != ProtocolType.Tcp)
        {
            return;
        }

        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        if (OperatingSystem.IsLinux())
        {
            socket.SetRawSocketOption(Tcp, TcpUserTimeout, BitConverter.GetBytes(UnansweredMilliseconds));
            socket.SetRawSocketOption(Tcp, TcpNotSentLowWater, BitConverter.GetBytes(UnsentBytes));
        }
    }
}
