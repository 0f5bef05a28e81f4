using System.Net;
using System.Net.Sockets;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.AnalyticsDatabase;

public sealed class Hosts
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
    public async Task Addresses_that_are_no_database_are_never_dialled_even_where_private_ones_are_allowed(string host)
    {
        await RefusedAsync(host, allowPrivate: true);
        await RefusedAsync("db.example.com", allowPrivate: true, IPAddress.Parse(host));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("fd12::1")]
    public async Task Private_networks_are_dialled_only_where_the_operator_allows_it(string host)
    {
        await RefusedAsync(host, allowPrivate: false);
        await RefusedAsync("db.example.com", allowPrivate: false, IPAddress.Parse(host));
        Assert.Single(await Of(true).AddressesAsync(host, Token));
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
    public Task What_is_neither_a_name_nor_an_address_is_refused_before_anybody_is_asked(string host) =>
        RefusedAsync(host, allowPrivate: true, resolved: IPAddress.Parse("93.184.216.34"), mayAsk: false);

    [Fact]
    public Task One_bad_address_among_good_ones_is_enough() =>
        RefusedAsync("db.example.com", allowPrivate: false, IPAddress.Parse("93.184.216.34"), IPAddress.Parse("169.254.169.254"));

    [Fact]
    public async Task A_name_is_resolved_once_and_what_came_back_is_what_is_dialled()
    {
        var asked = 0;
        var hosts = new EventsHost(
            (_, _) => Task.FromResult<IPAddress[]>([asked++ == 0 ? IPAddress.Parse("93.184.216.34") : IPAddress.Parse("169.254.169.254")]),
            allowPrivateNetworks: false
        );

        var addresses = await hosts.AddressesAsync("rebinding.example.com", Token);

        Assert.Equal([IPAddress.Parse("93.184.216.34")], addresses);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_has_no_addresses() =>
        Assert.Empty(
            await new EventsHost((_, _) => throw new SocketException(), allowPrivateNetworks: true).AddressesAsync(
                "unknown.example.com",
                Token
            )
        );

    private static async Task RefusedAsync(string host, bool allowPrivate, params IPAddress[] resolved) =>
        await RefusedAsync(host, allowPrivate, true, resolved);

    private static Task RefusedAsync(string host, bool allowPrivate, IPAddress resolved, bool mayAsk) =>
        RefusedAsync(host, allowPrivate, mayAsk, resolved);

    private static async Task RefusedAsync(string host, bool allowPrivate, bool mayAsk, params IPAddress[] resolved)
    {
        var hosts = new EventsHost(
            (_, _) => mayAsk ? Task.FromResult(resolved) : throw new InvalidOperationException("asked"),
            allowPrivate
        );
        var fault = await Assert.ThrowsAsync<EventsFault>(() => hosts.AddressesAsync(host, Token));
        Assert.Equal(CheckCodes.CannotConnect, fault.Code);
    }

    private static EventsHost Of(bool allowPrivate) => new((_, _) => throw new InvalidOperationException("asked"), allowPrivate);
}
