using System.Text;
using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Tests.Support;

namespace Waypost.FlagProvider.Tests.Store;

public class EnvironmentStateTests
{
    [Fact]
    public void An_event_is_encoded_once_for_all_streams()
    {
        var state = After(5);

        Assert.True(state.FrameSince(new("e1", 2)).Equals(state.FrameSince(new("e1", 2))));
        Assert.True(state.FrameSince(null).Equals(state.FrameSince(null)));
    }

    [Fact]
    public void The_same_version_is_answered_with_a_patch_that_changes_nothing() =>
        Assert.Equal(
            """
            event: patch
            id: e1.5
            data: {"epoch":"e1","from":5,"version":5,"flags":[],"removedFlags":[],"segments":[],"removedSegments":[]}


            """.ReplaceLineEndings("\n"),
            Text(After(5).FrameSince(new("e1", 5)))
        );

    [Fact]
    public void Versions_within_the_history_are_answered_with_one_merged_patch() =>
        Assert.StartsWith(
            "event: patch\nid: e1.5\ndata: {\"epoch\":\"e1\",\"from\":2,\"version\":5,",
            Text(After(5).FrameSince(new("e1", 2))),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("e1", 6)]
    [InlineData("e1", 0)]
    [InlineData("e2", 5)]
    public void Anything_else_is_answered_with_the_snapshot(string epoch, long version) =>
        Assert.StartsWith("event: put\nid: e1.5\ndata: {", Text(After(5).FrameSince(new(epoch, version))), StringComparison.Ordinal);

    [Fact]
    public void The_history_has_exactly_the_documented_length()
    {
        var state = After(EnvironmentState.HistoryLength + 10);
        var oldest = state.Version.Version - EnvironmentState.HistoryLength;

        Assert.StartsWith("event: patch", Text(state.FrameSince(new("e1", oldest))), StringComparison.Ordinal);
        Assert.StartsWith("event: put", Text(state.FrameSince(new("e1", oldest - 1))), StringComparison.Ordinal);
    }

    [Fact]
    public void The_history_covers_fewer_versions_when_patches_are_big()
    {
        var big = new string('x', EnvironmentState.HistoryBytes / 4);
        var state = EnvironmentState.From(TestData.Snapshot(1));
        for (var version = 2; version <= 10; version++)
        {
            state = state.Apply(TestData.Patch(version - 1, version, flags: TestData.Flag($"flag-{version}", padding: big)))!;
        }

        Assert.StartsWith("event: patch", Text(state.FrameSince(new("e1", 8))), StringComparison.Ordinal);
        Assert.StartsWith("event: put", Text(state.FrameSince(new("e1", 2))), StringComparison.Ordinal);
    }

    [Fact]
    public void Unchanged_flags_are_shared_even_after_a_full_snapshot()
    {
        var first = EnvironmentState.From(TestData.Snapshot(1, flags: [TestData.Flag("a"), TestData.Flag("b")]));

        var second = first.Apply(TestData.Snapshot(2, flags: [TestData.Flag("a"), TestData.Flag("b", enabled: false)]));

        Assert.Same(first.Snapshot.Flags[0], second.Snapshot.Flags[0]);
    }

    private static EnvironmentState After(long version)
    {
        var state = EnvironmentState.From(TestData.Snapshot(1));
        while (state.Version.Version < version)
        {
            state = state.Apply(TestData.Patch(state.Version.Version, state.Version.Version + 1))!;
        }

        return state;
    }

    private static string Text(ReadOnlyMemory<byte> frame) => Encoding.UTF8.GetString(frame.Span);
}
