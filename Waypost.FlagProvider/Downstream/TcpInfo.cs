using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections.Features;

namespace Waypost.FlagProvider.Downstream;

/// <summary>
/// The kernel's figures about a TCP connection. They show whether a peer is dead (half-open TCP) and acknowledges nothing, or whether it is
/// a slow reader, whose machine still acknowledges.
/// </summary>
internal static class TcpInfo
{
    private const int Tcp = 6; // IPPROTO_TCP
    private const int Info = 11; // TCP_INFO, linux/tcp.h
    private const int LastAckReceivedOffset = 56; // offset of tcpi_last_ack_recv in struct tcp_info, in milliseconds

    /// <summary>Time since the peer last acknowledged data; null where the system does not provide it (outside Linux).</summary>
    public static TimeSpan? TimeSinceLastAcknowledgement(HttpContext http)
    {
        if (
            !OperatingSystem.IsLinux()
            || http.Features.Get<IConnectionSocketFeature>()?.Socket is not { ProtocolType: ProtocolType.Tcp } socket
        )
        {
            return null;
        }

        Span<byte> info = stackalloc byte[LastAckReceivedOffset + sizeof(uint)];
        try
        {
            return socket.GetRawSocketOption(Tcp, Info, info) == info.Length
                ? TimeSpan.FromMilliseconds(MemoryMarshal.Read<uint>(info[LastAckReceivedOffset..]))
                : null;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return null; // the connection is being closed
        }
    }
}
