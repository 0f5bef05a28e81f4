using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Waypost.Wire;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>
/// Where a connection may lead. Somebody types the host, and the worker stands inside a network: the name is resolved once, every
/// address is checked, and a checked one is dialled, so that a second answer of the resolver changes nothing.
/// </summary>
internal sealed partial class EventsHost(Func<string, CancellationToken, Task<IPAddress[]>> resolve, bool allowPrivateNetworks)
{
    private const int LongestName = 253;
    private const int MostAddresses = 4;

    /// <summary>Every address of the host, all of them allowed, or a fault. Empty: it has none.</summary>
    public async Task<IReadOnlyList<IPAddress>> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        var addresses = Literal(host) is { } address ? [address] : await ResolveAsync(host, cancellationToken);
        if (addresses.Any(NetworkAddresses.IsForbidden))
        {
            throw new EventsFault(
                CheckCodes.CannotConnect,
                "No events database is at such an address: it belongs to this machine's surroundings. Enter the database's own host name."
            );
        }
        if (!allowPrivateNetworks && addresses.Any(NetworkAddresses.IsPrivate))
        {
            throw new EventsFault(
                CheckCodes.CannotConnect,
                "The host is in a private network, and this installation only connects to public addresses. Its operator can "
                    + $"allow it with {StatsOptions.Section}:AllowPrivateNetworks=true."
            );
        }
        return [.. addresses.Take(MostAddresses)];
    }

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return await resolve(host, cancellationToken);
        }
        catch (SocketException)
        {
            return [];
        }
    }

    /// <summary>
    /// An address if it is written as one; null for a name; a fault for what is neither, as sockets, lists of hosts and disguised addresses
    /// are.
    /// </summary>
    private static IPAddress? Literal(string host)
    {
        if (host.Contains(':', StringComparison.Ordinal))
        {
            var bare = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
            return Address().IsMatch(bare) && IPAddress.TryParse(bare, out var v6) && !v6.IsIPv4MappedToIPv6 ? v6 : throw NoHost();
        }

        if (host.Length > LongestName || !Name().IsMatch(host))
        {
            throw NoHost();
        }
        if (!Numeric().IsMatch(host))
        {
            return null;
        }
        // 2130706433, 0x7f.1 and 0177.0.0.1 all are 127.0.0.1 to a resolver, and nobody writes them in good faith.
        return IPAddress.TryParse(host, out var v4) && v4.ToString() == host ? v4 : throw NoHost();
    }

    private static EventsFault NoHost() =>
        new(
            CheckCodes.CannotConnect,
            "The host is neither a name nor an address: enter it as in db.example.com or 192.0.2.7, without port, user or path."
        );

    [GeneratedRegex(@"\A[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?\z")]
    private static partial Regex Name();

    // Whatever a resolver would take for a number: its last label begins with a digit.
    [GeneratedRegex(@"(\A|\.)[0-9][A-Za-z0-9]*\.?\z")]
    private static partial Regex Numeric();

    [GeneratedRegex(@"\A[0-9A-Fa-f:.]+\z")]
    private static partial Regex Address();
}
