using System.Net;
using System.Net.Sockets;

namespace Waypost.Wire;

/// <summary>Which addresses a service lets itself be sent to by somebody's settings (server-side request forgery). Pure.</summary>
public static class NetworkAddresses
{
    // Metadata services outside the link-local range: AWS by IPv6, Azure's wire server, Alibaba.
    private static readonly IPAddress[] metadata =
    [
        IPAddress.Parse("fd00:ec2::254"),
        IPAddress.Parse("168.63.129.16"),
        IPAddress.Parse("100.100.100.200"),
    ];

    // Forms that hide an IPv4 address: NAT64 (RFC 6052, 8215), 6to4 (RFC 3056), Teredo (RFC 4380), IPv4-compatible (RFC 4291).
    private static readonly IPNetwork[] hiding =
    [
        IPNetwork.Parse("64:ff9b::/96"),
        IPNetwork.Parse("64:ff9b:1::/48"),
        IPNetwork.Parse("2002::/16"),
        IPNetwork.Parse("2001::/32"),
    ];

    private static readonly IPNetwork compatible = IPNetwork.Parse("::/96");

    // RFC 1918, shared address space (RFC 6598), unique local (RFC 4193), site-local, benchmarks (RFC 2544).
    private static readonly IPNetwork[] inside =
    [
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("198.18.0.0/15"),
        IPNetwork.Parse("fc00::/7"),
        IPNetwork.Parse("fec0::/10"),
    ];

    /// <summary>
    /// Never a service of anybody's: link-local with the metadata services, "this network", multicast, reserved, hidden IPv4.
    /// </summary>
    public static bool IsForbidden(IPAddress address)
    {
        var plain = Plain(address);
        if (metadata.Contains(plain))
        {
            return true;
        }

        if (plain.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return plain.IsIPv6LinkLocal
                || plain.IsIPv6Multicast
                || hiding.Any(network => network.Contains(plain))
                || (compatible.Contains(plain) && !IPAddress.IsLoopback(plain));
        }

        // 0.0.0.0/8 "this network", 169.254/16 link-local, 224/4 multicast, 240/4 reserved (RFC 6890).
        var first = plain.GetAddressBytes();
        return first[0] == 0 || (first[0] == 169 && first[1] == 254) || first[0] >= 224;
    }

    /// <summary>
    /// This machine, or a network that the internet does not reach: right for those who host everything themselves, wrong for anybody's
    /// input elsewhere.
    /// </summary>
    public static bool IsPrivate(IPAddress address)
    {
        var plain = Plain(address);
        return IPAddress.IsLoopback(plain) || inside.Any(network => network.Contains(plain));
    }

    private static IPAddress Plain(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
