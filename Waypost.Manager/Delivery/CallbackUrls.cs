using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Waypost.Wire;

namespace Waypost.Manager.Delivery;

/// <summary>
/// Restricts the callback URLs of registrations: plain http(s) addresses, and never a cloud metadata service. Private networks
/// and loopback are allowed, because replicas run there.
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
    /// Resolves once, checks every address and connects to a checked one, so that a second DNS answer cannot bypass the check.
    /// </summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        if (addresses.Length == 0 || addresses.Any(IsForbidden))
        {
            throw new HttpRequestException("the callback URL resolves to a forbidden address");
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
