using Waypost.FlagProvider.Tests.Support;

namespace Waypost.FlagProvider.Tests.Downstream;

public class StreamResumeTests
{
    [Fact]
    public async Task From_the_same_version_a_patch_without_changes_says_that_nothing_was_missed()
    {
        await using var provider = await TestProvider.StartAndSyncAsync(TestProvider.ManagerWith(TestData.Snapshot(5)));

        using var stream = await provider.StreamAsync(resumeFrom: "e1.5");
        var first = await stream.NextEventAsync();

        Assert.Equal(("patch", "e1.5"), (first!.Event, first.Id));
        Assert.True(first.Patch.IsEmpty);
    }

    [Fact]
    public async Task From_a_version_within_the_history_one_merged_patch_is_sent()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();
        await provider.PostAsync(TestData.Updated(TestData.Patch(1, 2, flags: TestData.Flag("a"))));
        await provider.PostAsync(TestData.Updated(TestData.Patch(2, 3, flags: TestData.Flag("b"))));

        using var stream = await provider.StreamAsync(resumeFrom: "e1.1");
        var first = await stream.NextEventAsync();

        Assert.Equal(("patch", "e1.3"), (first!.Event, first.Id));
        Assert.Equal((1, 3), (first.Patch.From, first.Patch.Version));
        Assert.Equal(["a", "b"], first.Patch.Flags.Select(flag => flag.Key));
    }

    [Theory]
    [InlineData("e1.4")]
    [InlineData("e1.6")]
    [InlineData("e2.5")]
    [InlineData("5")]
    [InlineData("e1.-5")]
    [InlineData("rubbish")]
    public async Task From_anything_else_the_snapshot_is_sent(string id)
    {
        await using var provider = await TestProvider.StartAndSyncAsync(TestProvider.ManagerWith(TestData.Snapshot(5)));

        using var stream = await provider.StreamAsync(resumeFrom: id);

        Assert.Equal("put", (await stream.NextEventAsync())!.Event);
    }

    [Fact]
    public async Task The_last_event_id_is_accepted_in_the_query()
    {
        await using var provider = await TestProvider.StartAndSyncAsync();

        using var response = await provider.GetAsync("/stream?last_event_id=e1.1");
        using var stream = await SseReader.OpenAsync(response);

        Assert.Equal("patch", (await stream.NextEventAsync())!.Event);
    }
}
