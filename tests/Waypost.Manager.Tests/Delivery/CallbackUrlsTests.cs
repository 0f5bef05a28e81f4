using System.Net;
using Waypost.Manager.Delivery;

namespace Waypost.Manager.Tests.Delivery;

/// <summary>The addresses to which a registration may direct the manager's webhooks.</summary>
public sealed class CallbackUrlsTests
{
    [Theory]
    [InlineData("http://localhost:5050")]
    [InlineData("https://provider-1.internal/base/")]
    [InlineData("http://10.0.0.7:8080")]
    [InlineData("http://[::1]:5050")]
    public void A_plain_address_is_accepted(string url) => Assert.True(CallbackUrls.TryParse(url, out _, out _));

    [Theory]
    [InlineData("ftp://localhost")]
    [InlineData("file:///etc/passwd")]
    [InlineData("localhost:5050")]
    [InlineData("/webhooks")]
    [InlineData("http://ok@169.254.169.254/")]
    [InlineData("http://localhost/?x=1")]
    [InlineData("http://localhost/#x")]
    [InlineData("http://local\r\nhost/")]
    public void Anything_else_is_refused_with_a_reason(string url)
    {
        Assert.False(CallbackUrls.TryParse(url, out _, out var fault));
        Assert.Contains("callbackUrl", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    public void Metadata_unspecified_and_multicast_addresses_are_never_called(string address) =>
        Assert.True(CallbackUrls.IsForbidden(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("192.168.1.1")]
    [InlineData("::1")]
    [InlineData("2001:db8::1")]
    [InlineData("93.184.216.34")]
    public void Ordinary_private_and_public_addresses_are_called(string address) =>
        Assert.False(CallbackUrls.IsForbidden(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://2852039166/")] // decimal
    [InlineData("http://0xa9fea9fe/")] // hexadecimal
    [InlineData("http://0251.0376.0251.0376/")] // octal
    public void A_metadata_address_in_another_notation_is_recognised(string url)
    {
        Assert.True(CallbackUrls.TryParse(url, out var parsed, out _));
        Assert.True(CallbackUrls.IsForbidden(IPAddress.Parse(parsed.Host)));
    }
}
