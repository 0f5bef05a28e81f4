using System.Net;
using System.Net.Sockets;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.AnalyticsDatabase;

public sealed class HostResolverTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("::")]
    [InlineData("224.0.0.1")]
    [InlineData("ff02::1")]
    [InlineData("255.255.255.255")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("::169.254.169.254")]
    [InlineData("168.63.129.16")]
    public async Task Reserved_addresses_are_rejected_even_where_private_ones_are_allowed(string host)
    {
        await AssertRejectedAsync(host, allowPrivate: true);
        await AssertRejectedAsync("db.example.com", allowPrivate: true, IPAddress.Parse(host));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("fd12::1")]
    public async Task Private_addresses_are_only_allowed_by_the_operators_setting(string host)
    {
        await AssertRejectedAsync(host, allowPrivate: false);
        await AssertRejectedAsync("db.example.com", allowPrivate: false, IPAddress.Parse(host));
        Assert.Single(await Create(true).ResolveAsync(host, Token));
    }

    [Theory]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0x7f.1")]
    [InlineData("0177.0.0.1")]
    [InlineData("127.1")]
    [InlineData("127.0.0.1.")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("fe80::1%eth0")]
    [InlineData("/var/run/postgresql")]
    [InlineData("@abstract")]
    [InlineData("a,b")]
    [InlineData("a;b")]
    [InlineData("a b")]
    [InlineData("a\r\nb")]
    [InlineData("user@host")]
    [InlineData("host:5432")]
    [InlineData("http://host")]
    [InlineData("")]
    [InlineData("-host")]
    [InlineData("hôst")]
    public Task What_is_neither_a_name_nor_an_address_is_rejected_before_any_lookup(string host) =>
        AssertRejectedAsync(host, allowPrivate: true, resolved: IPAddress.Parse("93.184.216.34"), mayLookUp: false);

    [Fact]
    public Task One_reserved_address_among_several_is_enough_to_reject_the_host() =>
        AssertRejectedAsync("db.example.com", allowPrivate: false, IPAddress.Parse("93.184.216.34"), IPAddress.Parse("169.254.169.254"));

    [Fact]
    public async Task A_name_is_resolved_only_once()
    {
        var lookups = 0;
        var hosts = new HostResolver(
            (_, _) =>
                Task.FromResult<IPAddress[]>([lookups++ == 0 ? IPAddress.Parse("93.184.216.34") : IPAddress.Parse("169.254.169.254")]),
            allowPrivateNetworks: false
        );

        var addresses = await hosts.ResolveAsync("rebinding.example.com", Token);

        Assert.Equal([IPAddress.Parse("93.184.216.34")], addresses);
        Assert.Equal(1, lookups);
    }

    [Fact]
    public async Task An_unknown_name_has_no_addresses() =>
        Assert.Empty(
            await new HostResolver((_, _) => throw new SocketException(), allowPrivateNetworks: true).ResolveAsync(
                "unknown.example.com",
                Token
            )
        );

    private static async Task AssertRejectedAsync(string host, bool allowPrivate, params IPAddress[] resolved) =>
        await AssertRejectedAsync(host, allowPrivate, true, resolved);

    private static Task AssertRejectedAsync(string host, bool allowPrivate, IPAddress resolved, bool mayLookUp) =>
        AssertRejectedAsync(host, allowPrivate, mayLookUp, resolved);

    private static async Task AssertRejectedAsync(string host, bool allowPrivate, bool mayLookUp, params IPAddress[] resolved)
    {
        var hosts = new HostResolver(
            (_, _) => mayLookUp ? Task.FromResult(resolved) : throw new InvalidOperationException("looked up"),
            allowPrivate
        );
        var exception = await Assert.ThrowsAsync<AnalyticsDatabaseException>(() => hosts.ResolveAsync(host, Token));
        Assert.Equal(CheckCodes.CannotConnect, exception.Code);
    }

    private static HostResolver Create(bool allowPrivate) => new((_, _) => throw new InvalidOperationException("looked up"), allowPrivate);
}
