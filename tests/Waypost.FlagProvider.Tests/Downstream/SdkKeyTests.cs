using System.Net;
using Waypost.FlagProvider.Tests.Support;

namespace Waypost.FlagProvider.Tests.Downstream;

public class SdkKeyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Paths => ["/flags", "/stream"];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_missing_or_wrong_key_is_401(string path)
    {
        await using var provider = await TestProvider.FollowingAsync();

        using var missing = await provider.GetAsync(path, key: null);
        using var wrong = await provider.GetAsync(path, "wp_server_wrong");

        foreach (var answer in (HttpResponseMessage[])[missing, wrong])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_client_key_is_403_however_it_is_sent(string path)
    {
        await using var provider = await TestProvider.FollowingAsync();

        using var header = await provider.GetAsync(path, Sample.ClientKey);
        using var address = await provider.GetAsync($"{path}?sdk_key={Sample.ClientKey}", key: null);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (header.StatusCode, address.StatusCode));
    }

    [Fact]
    public async Task A_server_key_may_also_come_as_X_API_Key()
    {
        await using var provider = await TestProvider.FollowingAsync();

        using var answer = await provider.GetAsync("/flags", key: null, ("X-API-Key", Sample.ServerKey));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_server_key_in_an_address_is_refused_saying_where_it_belongs()
    {
        await using var provider = await TestProvider.FollowingAsync();

        using var answer = await provider.GetAsync($"/flags?sdk_key={Sample.ServerKey}", key: null);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var detail = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("send it in a header", detail, StringComparison.Ordinal);
        Assert.DoesNotContain(Sample.ServerKey, detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Basic wp_server_0123456789abcdefghijklmnopqrstuvwxyzABCD")]
    [InlineData("Bearer ")]
    [InlineData("Bearer wp_server_0123456789abcdefghijklmnopqrstuvwxyzABCD, Bearer x")]
    public async Task Other_authorization_headers_open_nothing(string authorization)
    {
        await using var provider = await TestProvider.FollowingAsync();

        using var answer = await provider.GetAsync("/flags", key: null, ("Authorization", authorization));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }
}
