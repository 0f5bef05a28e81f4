using Microsoft.Extensions.Time.Testing;
using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Testing;

namespace Waypost.FlagProvider.Tests.Downstream;

public class StreamEndpointTests
{
    [Fact]
    public async Task A_stream_begins_with_a_retry_and_the_snapshot()
    {
        await using var provider = await TestProvider.StartAndSyncAsync(TestProvider.ManagerWith(TestData.Snapshot(42)));
        using var stream = await provider.StreamAsync();

        var retry = await stream.NextAsync();
        var first = await stream.NextAsync();

        Assert.InRange(retry!.Retry!.Value, 1000, 5000);
        Assert.Equal(("put", "e1.42"), (first!.Event, first.Id));
        Assert.Equal(TestData.Snapshot(42), first.Put);
    }

    [Fact]
    public async Task Response_headers_prevent_caching_buffering_and_compression()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();

        using var stream = await provider.StreamAsync();

        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-cache", stream.Response.Headers.CacheControl!.ToString());
        Assert.Equal("no", Assert.Single(stream.Response.Headers.GetValues("X-Accel-Buffering")));
        Assert.Empty(stream.Response.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task A_change_arrives_as_a_patch_with_its_id()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();
        using var stream = await provider.StreamAsync();
        await stream.NextEventAsync();

        await provider.PostAsync(TestData.Updated(TestData.Patch(1, 2)));
        var patch = await stream.NextEventAsync();

        Assert.Equal(("patch", "e1.2"), (patch!.Event, patch.Id));
        Assert.Equal(TestData.Patch(1, 2), patch.Patch);
    }

    [Fact]
    public async Task A_change_received_as_a_snapshot_is_streamed_as_a_patch()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();
        using var stream = await provider.StreamAsync();
        await stream.NextEventAsync();

        await provider.PostAsync(TestData.Updated(TestData.Snapshot(4)));

        var patch = (await stream.NextEventAsync())!.Patch;
        Assert.Equal((1, 4), (patch.From, patch.Version));
    }

    [Fact]
    [Trait("Fault", "22")]
    public async Task A_new_epoch_arrives_as_a_snapshot()
    {
        await using var provider = await TestProvider.StartAndSyncAsync(TestProvider.ManagerWith(TestData.Snapshot(50)));
        using var stream = await provider.StreamAsync();
        await stream.NextEventAsync();

        await provider.PostAsync(TestData.Updated(TestData.Snapshot(3, "e2")));
        var put = await stream.NextEventAsync();

        Assert.Equal(("put", "e2.3"), (put!.Event, put.Id));
    }

    [Fact]
    [Trait("Fault", "11")]
    public async Task Changes_in_quick_succession_arrive_as_one()
    {
        var time = new FakeTimeProvider();
        await using var provider = await TestProvider.StartAndSyncAsync(time: time);
        using var stream = await provider.StreamAsync();
        await stream.NextEventAsync();

        provider.Store.Apply(TestData.Production, TestData.Patch(1, 2));
        var first = await stream.NextEventAsync();
        for (var version = 3; version <= 30; version++)
        {
            provider.Store.Apply(TestData.Production, TestData.Patch(version - 1, version));
        }

        time.Advance(TimeSpan.FromMilliseconds(100));
        var second = await stream.NextEventAsync();

        Assert.Equal(("e1.2", "e1.30"), (first!.Id, second!.Id));
        Assert.Equal(2, second.Patch.From);
    }

    [Fact]
    public async Task A_silent_stream_gets_a_comment_at_least_every_fifteen_seconds()
    {
        var time = new FakeTimeProvider();
        await using var provider = await TestProvider.StartAndSyncAsync(time: time);
        using var stream = await provider.StreamAsync();
        await stream.NextEventAsync();

        for (var i = 0; i < 3; i++)
        {
            for (var second = 0; second < 12; second++)
            {
                time.Advance(TimeSpan.FromSeconds(1));
            }

            Assert.True((await stream.NextAsync())!.IsComment);
        }
    }

    [Fact]
    public async Task A_stream_ends_when_its_environment_is_deleted()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();
        using var stream = await provider.StreamAsync();
        await stream.NextEventAsync();

        await provider.PostAsync(TestData.Deleted(TestData.Production, "e1"));

        Assert.Null(await stream.NextEventAsync());
    }

    [Fact]
    public async Task A_stream_closed_by_its_reader_is_no_longer_counted()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();
        var open = provider.Service<StreamCount>();
        var stream = await provider.StreamAsync();
        await stream.NextEventAsync();
        Assert.Equal(1, open.Current);

        stream.Dispose();

        await Eventually.IsTrueAsync(() => open.Current == 0);
    }
}
