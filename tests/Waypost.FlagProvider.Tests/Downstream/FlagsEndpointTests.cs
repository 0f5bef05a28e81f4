using System.Net;
using System.Text.Json;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Flags;

namespace Waypost.FlagProvider.Tests.Downstream;

public class FlagsEndpointTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_snapshot_is_served_with_its_version_as_etag()
    {
        var snapshot = TestData.Snapshot(42);
        await using var provider = await TestProvider.StartAndSyncAsync(TestProvider.ManagerWith(snapshot));

        using var response = await provider.GetAsync("/flags");

        Assert.Equal("\"e1.42\"", response.Headers.ETag!.ToString());
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(
            snapshot,
            JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(Cancellation), FlagsJson.Default.Snapshot)
        );
        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("\"e1.1\"", HttpStatusCode.NotModified)]
    [InlineData("W/\"e1.1\"", HttpStatusCode.NotModified)]
    [InlineData("\"x\", \"e1.1\"", HttpStatusCode.NotModified)]
    [InlineData("*", HttpStatusCode.NotModified)]
    [InlineData("\"e1.0\"", HttpStatusCode.OK)]
    [InlineData("e1.1", HttpStatusCode.OK)]
    public async Task A_matching_etag_gets_304(string tag, HttpStatusCode expected)
    {
        await using var provider = await TestProvider.StartAndSyncAsync();

        using var response = await provider.GetAsync("/flags", headers: ("If-None-Match", tag));

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Before_the_first_keys_and_snapshot_requests_get_503_with_retry_after()
    {
        var manager = new FakeManager();
        manager.FailWith(HttpStatusCode.ServiceUnavailable);
        await using var provider = await TestProvider.StartAsync(manager);

        using var response = await provider.GetAsync("/flags");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_key_gives_access_to_its_own_environment_only()
    {
        const string DevelopmentKey = "wp_server_development";
        var development = new Waypost.FlagProvider.Store.EnvironmentKey("default", "development");
        var manager = TestProvider.ManagerWith(TestData.Snapshot(1), TestData.Snapshot(7, "e7", development));
        manager.Set(TestData.Keys(1, TestData.Key(), TestData.Key(DevelopmentKey, environment: development)));
        await using var provider = await TestProvider.StartAndSyncAsync(manager);

        using var production = await provider.GetAsync("/flags");
        using var other = await provider.GetAsync("/flags", DevelopmentKey);

        Assert.Equal(("\"e1.1\"", "\"e7.7\""), (production.Headers.ETag!.Tag, other.Headers.ETag!.Tag));
    }
}
