namespace Waypost.Flags.Tests;

public class PatchTests
{
    private static readonly Snapshot One = TestData.Snapshot(TestData.Flag("a"), TestData.Flag("b"), TestData.Flag("c")) with
    {
        Segments = [new Segment { Key = "s" }],
    };

    private static readonly Snapshot Two = One with
    {
        Version = 2,
        Flags = [TestData.Flag("B"), TestData.Flag("a"), TestData.Flag("b") with { Enabled = false }],
        Segments = [],
    };

    [Fact]
    public void A_patch_contains_only_changes()
    {
        var patch = Patch.Between(One, Two);

        Assert.Equal(
            new SnapshotPatch
            {
                Epoch = One.Epoch,
                From = 1,
                Version = 2,
                Flags = [TestData.Flag("B"), TestData.Flag("b") with { Enabled = false }],
                RemovedFlags = ["c"],
                RemovedSegments = ["s"],
            },
            patch
        );
        Assert.False(patch.IsEmpty);
    }

    [Fact]
    public void Applying_a_patch_keeps_flags_in_key_order_and_shares_unchanged_flags()
    {
        var patched = Patch.Apply(One, Patch.Between(One, Two));

        Assert.Equal(["B", "a", "b"], patched.Flags.Select(flag => flag.Key));
        Assert.Same(One.Flags[0], patched.Flags[1]);
        Assert.Equal(2, patched.Version);
    }

    [Fact]
    public void Applying_a_patch_sorts_an_unsorted_list()
    {
        var unsorted = One with { Flags = [TestData.Flag("c"), TestData.Flag("a")] };

        var patched = Patch.Apply(unsorted, Empty(1, 2) with { Flags = [TestData.Flag("b")] });

        Assert.Equal(["a", "b", "c"], patched.Flags.Select(flag => flag.Key));
    }

    [Fact]
    public void A_patch_without_segments_keeps_the_list_instance() =>
        Assert.Same(One.Segments, Patch.Apply(One, Empty(1, 2) with { RemovedFlags = ["a"] }).Segments);

    [Theory]
    [InlineData("k3J9xQ2b", 2)]
    [InlineData("k3J9xQ2b", 0)]
    [InlineData("other", 1)]
    public void A_patch_from_another_version_or_epoch_is_refused(string epoch, long from)
    {
        var patch = Empty(from, 9) with { Epoch = epoch };

        Assert.False(Patch.TryApply(One, patch, out _));
        Assert.Throws<PatchMismatchException>(() => Patch.Apply(One, patch));
    }

    [Fact]
    public void There_is_no_patch_between_different_epochs_projects_or_environments()
    {
        Assert.Throws<PatchMismatchException>(() => Patch.Between(One, Two with { Epoch = "other" }));
        Assert.Throws<PatchMismatchException>(() => Patch.Between(One, Two with { Project = "other" }));
        Assert.Throws<PatchMismatchException>(() => Patch.Between(One, Two with { Environment = "other" }));
    }

    [Fact]
    public void Patches_that_are_not_consecutive_cannot_be_merged()
    {
        Assert.Throws<PatchMismatchException>(() => Patch.Merge(Empty(1, 2), Empty(3, 4)));
        Assert.Throws<PatchMismatchException>(() => Patch.Merge(Empty(1, 2), Empty(2, 3) with { Epoch = "other" }));
    }

    [Fact]
    public void When_merging_removal_and_creation_the_later_one_wins()
    {
        var removed = Empty(1, 2) with { RemovedFlags = ["a"] };
        var created = Empty(2, 3) with { Flags = [TestData.Flag("a")] };

        var createdLast = Patch.Merge(removed, created);
        var removedLast = Patch.Merge(created with { From = 1, Version = 2 }, removed with { From = 2, Version = 3 });

        Assert.Equal(Empty(1, 3) with { Flags = [TestData.Flag("a")] }, createdLast);
        Assert.Equal(Empty(1, 3) with { RemovedFlags = ["a"] }, removedLast);
    }

    [Fact]
    public void A_patch_that_only_changes_the_version_is_empty() => Assert.True(Empty(1, 5).IsEmpty);

    private static SnapshotPatch Empty(long from, long version) =>
        new()
        {
            Epoch = One.Epoch,
            From = from,
            Version = version,
        };
}
