using System.Net;
using Waypost.FlagProvider.Tests.Support;

namespace Waypost.FlagProvider.Tests.Downstream;

public class ServerKeyAuthorizationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Paths => ["/flags", "/stream"];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_missing_or_unknown_key_gets_401(string path)
    {
        await using var provider = await TestProvider.StartAndSyncAsync();

        using var missing = await provider.GetAsync(path, key: null);
        using var wrong = await provider.GetAsync(path, "wp_server_wrong");

        foreach (var response in (HttpResponseMessage[])[missing, wrong])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
            Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_client_key_gets_403_in_a_header_and_in_the_query(string path)
    {
        await using var provider = await TestProvider.StartAndSyncAsync();

        using var header = await provider.GetAsync(path, TestData.ClientKey);
        using var address = await provider.GetAsync($"{path}?sdk_key={TestData.ClientKey}", key: null);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (header.StatusCode, address.StatusCode));
    }

    [Fact]
    public async Task A_server_key_is_accepted_in_X_API_Key()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();

        using var response = await provider.GetAsync("/flags", key: null, ("X-API-Key", TestData.ServerKey));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_server_key_in_the_query_is_refused_with_advice()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();

        using var response = await provider.GetAsync($"/flags?sdk_key={TestData.ServerKey}", key: null);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        var detail = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("send it in a header", detail, StringComparison.Ordinal);
        Assert.DoesNotContain(TestData.ServerKey, detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Basic wp_server_0123456789abcdefghijklmnopqrstuvwxyzABCD")]
    [InlineData("Bearer ")]
    [InlineData("Bearer wp_server_0123456789abcdefghijklmnopqrstuvwxyzABCD, Bearer x")]
    public async Task Other_authorization_headers_get_401(string authorization)
    {
        await using var provider = await TestProvider.StartAndSyncAsync();

        using var response = await provider.GetAsync("/flags", key: null, ("Authorization", authorization));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }
}
