using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Waypost.FlagProvider;

/// <summary>Limits of the web server, and the socket options that detect dead peers.</summary>
internal static class WebServer
{
    private const int Tcp = 6; // IPPROTO_TCP
    private const int TcpUserTimeout = 18; // linux/tcp.h, milliseconds; RFC 5482
    private const int TcpNotSentLowWater = 25; // linux/tcp.h, bytes

    // For requests other than streams, which check their peers themselves and sooner (Downstream/TcpInfo.cs).
    private const int UserTimeoutMilliseconds = 45_000;

    // Limits what the kernel buffers for a slow reader; what is not written yet can still be merged into one patch.
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
            kestrel.Limits.MaxResponseBufferSize = 16 * 1024; // memory per slow reader, in addition to one slice
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        });
        builder.WebHost.UseSockets(sockets =>
        {
            sockets.Backlog = 4096; // 10,000 SDKs reconnect at once after a restart
            sockets.CreateBoundListenSocket = endpoint =>
            {
                var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
                DetectDeadPeers(socket);
                return socket;
            };
        });
    }

    /// <summary>Sets the options on the listener; accepted sockets inherit them.</summary>
    private static void DetectDeadPeers(Socket socket)
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
            socket.SetRawSocketOption(Tcp, TcpUserTimeout, BitConverter.GetBytes(UserTimeoutMilliseconds));
            socket.SetRawSocketOption(Tcp, TcpNotSentLowWater, BitConverter.GetBytes(UnsentBytes));
        }
    }
}
