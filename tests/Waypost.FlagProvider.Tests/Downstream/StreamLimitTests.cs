using System.Net;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Testing;

namespace Waypost.FlagProvider.Tests.Downstream;

[Trait("Fault", "10")]
public class StreamLimitTests
{
    [Theory]
    [InlineData("Waypost:Streams:Limit", HttpStatusCode.ServiceUnavailable)]
    [InlineData("Waypost:Streams:LimitPerKey", HttpStatusCode.TooManyRequests)]
    public async Task Over_the_limit_a_new_stream_is_refused_and_open_ones_continue(string limit, HttpStatusCode expected)
    {
        await using var provider = await TestProvider.StartAndSyncAsync(settings: (limit, "2"));
        using var first = await provider.StreamAsync();
        using var second = await provider.StreamAsync();
        await first.NextEventAsync();
        await second.NextEventAsync();

        using var third = await provider.GetAsync("/stream");
        await provider.PostAsync(TestData.Updated(TestData.Patch(1, 2)));

        Assert.Equal(expected, third.StatusCode);
        Assert.NotNull(third.Headers.RetryAfter);
        Assert.Equal(("e1.2", "e1.2"), ((await first.NextEventAsync())!.Id, (await second.NextEventAsync())!.Id));
    }

    [Fact]
    public async Task A_stream_that_ends_frees_its_place()
    {
        await using var provider = await TestProvider.StartAndSyncAsync(settings: ("Waypost:Streams:Limit", "1"));
        var first = await provider.StreamAsync();
        await first.NextEventAsync();

        first.Dispose();
        await Eventually.IsTrueAsync(() => provider.Service<Waypost.FlagProvider.Store.StreamCount>().Current == 0);

        using var second = await provider.StreamAsync();
        Assert.Equal("put", (await second.NextEventAsync())!.Event);
    }

    [Fact]
    public async Task Oversized_requests_are_refused()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();

        using var line = await provider.GetAsync("/flags?" + new string('x', 9 * 1024));
        using var headers = await provider.GetAsync("/flags", headers: ("X-Padding", new string('x', 33 * 1024)));

        Assert.Equal(HttpStatusCode.RequestUriTooLong, line.StatusCode);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, headers.StatusCode);
    }
}
