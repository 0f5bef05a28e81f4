using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Waypost.Manager.Delivery;

/// <summary>
/// Where the manager may be sent by a registration: a plain http(s) address, and never one that only a machine's own
/// metadata service answers. Private networks and loopback are fine, for that is where replicas live.
/// </summary>
internal static class CallbackUrls
{
    private const int Length = 2000;

    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? url, [NotNullWhen(false)] out string? fault)
    {
        fault = text.Length > Length || text.Any(char.IsControl) || !Uri.TryCreate(text, UriKind.Absolute, out url)
            || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0
            ? "callbackUrl must be http(s)://host[:port][/path] without user, query or fragment."
            : null;
        url = fault is null ? new Uri(text) : null;
        return fault is null;
    }

    /// <summary>Resolves, checks every address, and connects to a checked one, so that a second answer of the resolver changes nothing.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        if (addresses.Length == 0 || addresses.Any(IsForbidden))
        {
            throw new HttpRequestException("the callback URL leads to an address that webhooks are never sent to");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal static bool IsForbidden(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (plain.AddressFamily == AddressFamily.InterNetworkV6)
        {
            // fd00:ec2::254 is a metadata service; 64:ff9b::/96 (RFC 6052) hides an IPv4 address.
            return plain.IsIPv6LinkLocal || plain.IsIPv6Multicast || plain.Equals(IPAddress.IPv6Any)
                || plain.Equals(IPAddress.Parse("fd00:ec2::254")) || IPNetwork.Parse("64:ff9b::/96").Contains(plain);
        }

        // 0.0.0.0/8 "this network", 169.254/16 link-local with the metadata services, 224/4 multicast, 240/4 reserved (RFC 6890).
        var first = plain.GetAddressBytes();
        return first[0] == 0 || (first[0] == 169 && first[1] == 254) || first[0] >= 224;
    }
}
