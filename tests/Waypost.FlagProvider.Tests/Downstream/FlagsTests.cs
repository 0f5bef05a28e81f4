using System.Net;
using System.Text.Json;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Flags;

namespace Waypost.FlagProvider.Tests.Downstream;

public class FlagsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_snapshot_is_served_with_its_version_as_etag()
    {
        var snapshot = Sample.Snapshot(42);
        await using var provider = await TestProvider.FollowingAsync(TestProvider.Holding(snapshot));

        using var answer = await provider.GetAsync("/flags");

        Assert.Equal("\"e1.42\"", answer.Headers.ETag!.ToString());
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(
            snapshot,
            JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Cancellation), FlagsJson.Default.Snapshot)
        );
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("\"e1.1\"", HttpStatusCode.NotModified)]
    [InlineData("W/\"e1.1\"", HttpStatusCode.NotModified)]
    [InlineData("\"x\", \"e1.1\"", HttpStatusCode.NotModified)]
    [InlineData("*", HttpStatusCode.NotModified)]
    [InlineData("\"e1.0\"", HttpStatusCode.OK)]
    [InlineData("e1.1", HttpStatusCode.OK)]
    public async Task Who_already_holds_it_gets_304(string tag, HttpStatusCode expected)
    {
        await using var provider = await TestProvider.FollowingAsync();

        using var answer = await provider.GetAsync("/flags", headers: ("If-None-Match", tag));

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Before_the_first_keys_and_snapshot_the_answer_is_to_come_back_later()
    {
        var manager = new FakeManager();
        manager.Break(HttpStatusCode.ServiceUnavailable);
        await using var provider = await TestProvider.StartAsync(manager);

        using var answer = await provider.GetAsync("/flags");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_key_opens_its_own_environment_only()
    {
        const string DevelopmentKey = "wp_server_development";
        var development = new Waypost.FlagProvider.Store.EnvironmentKey("default", "development");
        var manager = TestProvider.Holding(Sample.Snapshot(1), Sample.Snapshot(7, "e7", development));
        manager.Hold(Sample.Keys(1, Sample.Key(), Sample.Key(DevelopmentKey, environment: development)));
        await using var provider = await TestProvider.FollowingAsync(manager);

        using var production = await provider.GetAsync("/flags");
        using var other = await provider.GetAsync("/flags", DevelopmentKey);

        Assert.Equal(("\"e1.1\"", "\"e7.7\""), (production.Headers.ETag!.Tag, other.Headers.ETag!.Tag));
    }
}
