using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Waypost.Wire;

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
        fault =
            text.Length > Length
            || text.Any(char.IsControl)
            || !Uri.TryCreate(text, UriKind.Absolute, out url)
            || url.Scheme is not ("http" or "https")
            || url.UserInfo.Length > 0
            || url.Query.Length > 0
            || url.Fragment.Length > 0
                ? "callbackUrl must be http(s)://host[:port][/path] without user, query or fragment."
                : null;
        url = fault is null ? new Uri(text) : null;
        return fault is null;
    }

    /// <summary>
    /// Resolves, checks every address, and connects to a checked one, so that a second answer of the resolver changes nothing.
    /// </summary>
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

    internal static bool IsForbidden(IPAddress address) => NetworkAddresses.IsForbidden(address);
}
