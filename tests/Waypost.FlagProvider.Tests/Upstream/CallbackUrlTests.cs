using Waypost.FlagProvider.Upstream;

namespace Waypost.FlagProvider.Tests.Upstream;

public class CallbackUrlTests
{
    [Theory]
    [InlineData("http://localhost:5050", "http://localhost:3000", "http://localhost:5050")]
    [InlineData("http://127.0.0.1:5050", "http://127.0.0.1:3000", "http://127.0.0.1:5050")]
    [InlineData("http://0.0.0.0:5050", "http://localhost:3000", "http://localhost:5050")]
    [InlineData("http://[::]:8080", "http://manager:3000", "http://box-7:8080")]
    [InlineData("http://+:8080", "http://manager:3000", "http://box-7:8080")]
    [InlineData("http://*:8080", "", "http://localhost:8080")]
    [InlineData("http://10.1.2.3:8080", "http://manager:3000", "http://10.1.2.3:8080")]
    [InlineData("https://[::1]:8443", "http://localhost:3000", "https://[::1]:8443")]
    public void The_listening_address_becomes_one_the_manager_can_call(string listening, string manager, string expected) =>
        Assert.Equal(expected, CallbackUrl.Resolve([listening], manager, "box-7"));

    [Fact]
    public void A_replica_on_loopback_cannot_be_called_from_another_machine() =>
        Assert.Null(CallbackUrl.Resolve(["http://localhost:5050"], "http://manager.example:3000", "box-7"));

    [Fact]
    public void An_http_address_is_preferred_because_the_manager_may_not_trust_the_certificate() =>
        Assert.Equal("http://localhost:5051", CallbackUrl.Resolve(["https://localhost:5050", "http://localhost:5051"], "", "box-7"));

    [Fact]
    public void Without_an_address_there_is_no_callback_url() => Assert.Null(CallbackUrl.Resolve([], "http://localhost:3000", "box-7"));
}
