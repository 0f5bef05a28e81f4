using System.Text;
using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Tests.Support;

namespace Waypost.FlagProvider.Tests.Store;

public class HistoryTests
{
    [Fact]
    public void The_bytes_of_an_event_are_made_once_for_all_streams()
    {
        var state = After(5);

        Assert.True(state.FrameFrom(new("e1", 2)).Equals(state.FrameFrom(new("e1", 2))));
        Assert.True(state.FrameFrom(null).Equals(state.FrameFrom(null)));
    }

    [Fact]
    public void The_same_version_is_answered_with_a_patch_that_changes_nothing() =>
        Assert.Equal(
            """
            event: patch
            id: e1.5
            data: {"epoch":"e1","from":5,"version":5,"flags":[],"removedFlags":[],"segments":[],"removedSegments":[]}


            """.ReplaceLineEndings("\n"),
            Text(After(5).FrameFrom(new("e1", 5)))
        );

    [Fact]
    public void Versions_within_the_history_are_answered_with_one_merged_patch() =>
        Assert.StartsWith(
            "event: patch\nid: e1.5\ndata: {\"epoch\":\"e1\",\"from\":2,\"version\":5,",
            Text(After(5).FrameFrom(new("e1", 2))),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("e1", 6)]
    [InlineData("e1", 0)]
    [InlineData("e2", 5)]
    public void Anything_else_is_answered_with_the_snapshot(string epoch, long version) =>
        Assert.StartsWith("event: put\nid: e1.5\ndata: {", Text(After(5).FrameFrom(new(epoch, version))), StringComparison.Ordinal);

    [Fact]
    public void The_history_is_as_long_as_promised_and_no_longer()
    {
        var state = After(EnvironmentState.HistoryLength + 10);
        var oldest = state.Version.Version - EnvironmentState.HistoryLength;

        Assert.StartsWith("event: patch", Text(state.FrameFrom(new("e1", oldest))), StringComparison.Ordinal);
        Assert.StartsWith("event: put", Text(state.FrameFrom(new("e1", oldest - 1))), StringComparison.Ordinal);
    }

    [Fact]
    public void Big_patches_are_kept_for_fewer_versions()
    {
        var big = new string('x', EnvironmentState.HistoryBytes / 4);
        var state = EnvironmentState.Of(Sample.Snapshot(1));
        for (var version = 2; version <= 10; version++)
        {
            state = state.Then(Sample.Patch(version - 1, version, flags: Sample.Flag($"flag-{version}", padding: big)))!;
        }

        Assert.StartsWith("event: patch", Text(state.FrameFrom(new("e1", 8))), StringComparison.Ordinal);
        Assert.StartsWith("event: put", Text(state.FrameFrom(new("e1", 2))), StringComparison.Ordinal);
    }

    [Fact]
    public void What_did_not_change_is_shared_even_if_the_whole_snapshot_arrived()
    {
        var first = EnvironmentState.Of(Sample.Snapshot(1, flags: [Sample.Flag("a"), Sample.Flag("b")]));

        var second = first.Then(Sample.Snapshot(2, flags: [Sample.Flag("a"), Sample.Flag("b", enabled: false)]));

        Assert.Same(first.Snapshot.Flags[0], second.Snapshot.Flags[0]);
    }

    private static EnvironmentState After(long version)
    {
        var state = EnvironmentState.Of(Sample.Snapshot(1));
        while (state.Version.Version < version)
        {
            state = state.Then(Sample.Patch(state.Version.Version, state.Version.Version + 1))!;
        }

        return state;
    }

    private static string Text(ReadOnlyMemory<byte> frame) => Encoding.UTF8.GetString(frame.Span);
}
