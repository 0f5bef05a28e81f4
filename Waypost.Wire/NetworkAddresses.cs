using System.Net;
using System.Net.Sockets;

namespace Waypost.Wire;

/// <summary>Decides which addresses user settings may point a service to (server-side request forgery). Pure functions.</summary>
public static class NetworkAddresses
{
    // Cloud metadata services outside the link-local range: AWS by IPv6, Azure WireServer, Alibaba.
    private static readonly IPAddress[] metadataServices =
    [
        IPAddress.Parse("fd00:ec2::254"),
        IPAddress.Parse("168.63.129.16"),
        IPAddress.Parse("100.100.100.200"),
    ];

    // IPv6 ranges that embed an IPv4 address: NAT64 (RFC 6052, 8215), 6to4 (RFC 3056), Teredo (RFC 4380), IPv4-compatible (RFC 4291).
    private static readonly IPNetwork[] ipv4Embedding =
    [
        IPNetwork.Parse("64:ff9b::/96"),
        IPNetwork.Parse("64:ff9b:1::/48"),
        IPNetwork.Parse("2002::/16"),
        IPNetwork.Parse("2001::/32"),
    ];

    private static readonly IPNetwork ipv4Compatible = IPNetwork.Parse("::/96");

    // RFC 1918, shared address space (RFC 6598), unique local (RFC 4193), site-local, benchmarks (RFC 2544).
    private static readonly IPNetwork[] privateNetworks =
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
    /// Addresses no user setting may point to: link-local and metadata services, "this network", multicast, reserved, embedded IPv4.
    /// </summary>
    public static bool IsForbidden(IPAddress address)
    {
        var normalized = Normalize(address);
        if (metadataServices.Contains(normalized))
        {
            return true;
        }

        if (normalized.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return normalized.IsIPv6LinkLocal
                || normalized.IsIPv6Multicast
                || ipv4Embedding.Any(network => network.Contains(normalized))
                || (ipv4Compatible.Contains(normalized) && !IPAddress.IsLoopback(normalized));
        }

        // 0.0.0.0/8 "this network", 169.254/16 link-local, 224/4 multicast, 240/4 reserved (RFC 6890).
        var bytes = normalized.GetAddressBytes();
        return bytes[0] == 0 || (bytes[0] == 169 && bytes[1] == 254) || bytes[0] >= 224;
    }

    /// <summary>
    /// Loopback and private networks: wanted where everything is self-hosted, dangerous where users are not trusted.
    /// </summary>
    public static bool IsPrivate(IPAddress address)
    {
        var normalized = Normalize(address);
        return IPAddress.IsLoopback(normalized) || privateNetworks.Any(network => network.Contains(normalized));
    }

    private static IPAddress Normalize(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
