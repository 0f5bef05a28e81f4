using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Waypost.FlagProvider.Upstream;

/// <summary>
/// The address at which the manager can call this replica. Known once the web server listens, because its port may be dynamic.
/// </summary>
internal sealed class CallbackUrl(IServer server, IOptions<ProviderOptions> options)
{
    /// <summary>Null if the manager cannot call this replica.</summary>
    public string? Current =>
        options.Value.CallbackUrl switch
        {
            ProviderOptions.NoCallback => null,
            { Length: > 0 } configured => configured.TrimEnd('/'),
            _ => Resolve(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [], options.Value.ManagerUrl, Dns.GetHostName()),
        };

    /// <summary>
    /// The first HTTP address, or else the first address. A wildcard address becomes this machine's name, or localhost if the manager runs
    /// on this machine. Null if the replica listens on loopback only and the manager runs elsewhere: the long poll then delivers
    /// everything.
    /// </summary>
    internal static string? Resolve(IEnumerable<string> addresses, string managerUrl, string hostName)
    {
        var isManagerLocal = managerUrl.Length == 0 || (Uri.TryCreate(managerUrl, UriKind.Absolute, out var manager) && manager.IsLoopback);
        var address = addresses
            .Select(BindingAddress.Parse)
            .Where(address => !address.IsUnixPipe && !address.IsNamedPipe)
            .OrderBy(address => address.Scheme != Uri.UriSchemeHttp)
            .FirstOrDefault();
        if (address is null)
        {
            return null;
        }

        var isWildcard =
            address.Host is "*" or "+" or ""
            || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)));
        var host =
            !isWildcard ? address.Host
            : isManagerLocal ? "localhost"
            : hostName;
        var url = new Uri($"{address.Scheme}://{host}:{address.Port}");
        return url.IsLoopback && !isManagerLocal ? null : url.GetLeftPart(UriPartial.Authority);
    }
}
