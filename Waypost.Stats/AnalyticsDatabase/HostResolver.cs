using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Waypost.Wire;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>
/// Decides which addresses the worker may connect to (server-side request forgery): users enter the host, and the worker runs inside a
/// network. The name is resolved once, every address is checked, and the worker connects to a checked address, so that DNS rebinding
/// changes nothing.
/// </summary>
internal sealed partial class HostResolver(Func<string, CancellationToken, Task<IPAddress[]>> resolve, bool allowPrivateNetworks)
{
    private const int MaxNameLength = 253;
    private const int MaxAddresses = 4;

    /// <summary>The host's addresses, all of them allowed; empty if the name is unknown. Throws if one is not allowed.</summary>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        var addresses = Literal(host) is { } address ? [address] : await LookUpAsync(host, cancellationToken);
        if (addresses.Any(NetworkAddresses.IsForbidden))
        {
            throw new AnalyticsDatabaseException(
                CheckCodes.CannotConnect,
                "This address is reserved and cannot be an analytics database. Enter the database's own host name."
            );
        }
        if (!allowPrivateNetworks && addresses.Any(NetworkAddresses.IsPrivate))
        {
            throw new AnalyticsDatabaseException(
                CheckCodes.CannotConnect,
                "The host is in a private network, and this installation only connects to public addresses. Its operator can "
                    + $"change that with {StatsOptions.Section}:AllowPrivateNetworks=true."
            );
        }
        return [.. addresses.Take(MaxAddresses)];
    }

    private async Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken)
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
    /// The address if the host is one; null for a name. Throws for anything else: sockets, lists of hosts, unusual notations of addresses.
    /// </summary>
    private static IPAddress? Literal(string host)
    {
        if (host.Contains(':', StringComparison.Ordinal))
        {
            var bare = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
            return Address().IsMatch(bare) && IPAddress.TryParse(bare, out var v6) && !v6.IsIPv4MappedToIPv6 ? v6 : throw InvalidHost();
        }

        if (host.Length > MaxNameLength || !Name().IsMatch(host))
        {
            throw InvalidHost();
        }
        if (!Numeric().IsMatch(host))
        {
            return null;
        }
        // A resolver reads 2130706433, 0x7f.1 and 0177.0.0.1 as 127.0.0.1; such notations are only used to bypass checks.
        return IPAddress.TryParse(host, out var v4) && v4.ToString() == host ? v4 : throw InvalidHost();
    }

    private static AnalyticsDatabaseException InvalidHost() =>
        new(
            CheckCodes.CannotConnect,
            "The host is neither a name nor an address. Enter it like db.example.com or 192.0.2.7, without port, user or path."
        );

    [GeneratedRegex(@"\A[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?\z")]
    private static partial Regex Name();

    // What a resolver would read as a number: the last label begins with a digit.
    [GeneratedRegex(@"(\A|\.)[0-9][A-Za-z0-9]*\.?\z")]
    private static partial Regex Numeric();

    [GeneratedRegex(@"\A[0-9A-Fa-f:.]+\z")]
    private static partial Regex Address();
}
