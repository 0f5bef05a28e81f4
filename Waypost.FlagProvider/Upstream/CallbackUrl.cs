using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Waypost.FlagProvider.Upstream;

/// <summary>Where the manager finds this replica. Only known once the web server listens: its port may be drawn.</summary>
internal sealed class CallbackUrl(IServer server, IOptions<ProviderOptions> options)
{
    public string? Current =>
        options.Value.CallbackUrl switch
        {
            ProviderOptions.NoCallback => null,
            { Length: > 0 } given => given.TrimEnd('/'),
            _ => From(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [], options.Value.ManagerUrl, Dns.GetHostName()),
        };

    /// <summary>
    /// The first plain address, else the first. An address that means "any" becomes this machine's name, or localhost if
    /// the manager is on this machine. Listening on loopback only, a replica cannot be called from another machine: then
    /// there is none, and the long poll brings everything.
    /// </summary>
    internal static string? From(IEnumerable<string> addresses, string managerUrl, string hostName)
    {
        var managerIsHere = managerUrl.Length == 0 || (Uri.TryCreate(managerUrl, UriKind.Absolute, out var manager) && manager.IsLoopback);
        var address = addresses
            .Select(BindingAddress.Parse)
            .Where(address => !address.IsUnixPipe && !address.IsNamedPipe)
            .OrderBy(address => address.Scheme != Uri.UriSchemeHttp)
            .FirstOrDefault();
        if (address is null)
        {
            return null;
        }

        var isAny =
            address.Host is "*" or "+" or ""
            || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)));
        var host =
            !isAny ? address.Host
            : managerIsHere ? "localhost"
            : hostName;
        var url = new Uri($"{address.Scheme}://{host}:{address.Port}");
        return url.IsLoopback && !managerIsHere ? null : url.GetLeftPart(UriPartial.Authority);
    }
}
