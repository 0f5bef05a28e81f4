using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections.Features;

namespace Waypost.FlagProvider.Downstream;

/// <summary>
/// The machine at the other end of a stream. One that was cut off without a word (half-open TCP) acknowledges nothing,
/// one whose program is merely slow still does: only the system's own figures tell the two apart.
/// </summary>
internal static class Peer
{
    private const int Tcp = 6; // IPPROTO_TCP
    private const int TcpInfo = 11; // TCP_INFO, linux/tcp.h
    private const int LastAcknowledgement = 56; // offset of tcpi_last_ack_recv in struct tcp_info: milliseconds

    /// <summary>How long the peer has acknowledged nothing; null where the system does not say.</summary>
    public static TimeSpan? SilentFor(HttpContext http)
    {
        if (
            !OperatingSystem.IsLinux()
            || http.Features.Get<IConnectionSocketFeature>()?.Socket is not { ProtocolType: ProtocolType.Tcp } socket
        )
        {
            return null;
        }

        Span<byte> info = stackalloc byte[LastAcknowledgement + sizeof(uint)];
        try
        {
            return socket.GetRawSocketOption(Tcp, TcpInfo, info) == info.Length
                ? TimeSpan.FromMilliseconds(MemoryMarshal.Read<uint>(info[LastAcknowledgement..]))
                : null;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return null; // it is going already
        }
    }
}
