namespace Waypost.Flags.Tests.Patching;

public class PatchTests
{
    private static readonly Snapshot One = Make.Snapshot(Make.Flag("a"), Make.Flag("b"), Make.Flag("c")) with
    {
        Segments = [new Segment { Key = "s" }],
    };

    private static readonly Snapshot Two = One with
    {
        Version = 2,
        Flags = [Make.Flag("B"), Make.Flag("a"), Make.Flag("b") with { Enabled = false }],
        Segments = [],
    };

    [Fact]
    public void A_patch_holds_only_what_changed()
    {
        var patch = Patch.Between(One, Two);

        Assert.Equal(
            new SnapshotPatch
            {
                Epoch = One.Epoch,
                From = 1,
                Version = 2,
                Flags = [Make.Flag("B"), Make.Flag("b") with { Enabled = false }],
                RemovedFlags = ["c"],
                RemovedSegments = ["s"],
            },
            patch
        );
        Assert.False(patch.IsEmpty);
    }

    [Fact]
    public void Applying_keeps_flags_in_the_order_of_their_keys_and_shares_what_did_not_change()
    {
        var patched = Patch.Apply(One, Patch.Between(One, Two));

        Assert.Equal(["B", "a", "b"], patched.Flags.Select(flag => flag.Key));
        Assert.Same(One.Flags[0], patched.Flags[1]);
        Assert.Equal(2, patched.Version);
    }

    [Fact]
    public void Applying_puts_a_list_in_disorder_in_order()
    {
        var disorder = One with { Flags = [Make.Flag("c"), Make.Flag("a")] };

        var patched = Patch.Apply(disorder, Empty(1, 2) with { Flags = [Make.Flag("b")] });

        Assert.Equal(["a", "b", "c"], patched.Flags.Select(flag => flag.Key));
    }

    [Fact]
    public void A_patch_without_segments_leaves_their_list_itself_alone() =>
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
    public void No_patch_leads_to_another_epoch_project_or_environment()
    {
        Assert.Throws<PatchMismatchException>(() => Patch.Between(One, Two with { Epoch = "other" }));
        Assert.Throws<PatchMismatchException>(() => Patch.Between(One, Two with { Project = "other" }));
        Assert.Throws<PatchMismatchException>(() => Patch.Between(One, Two with { Environment = "other" }));
    }

    [Fact]
    public void Patches_that_do_not_follow_each_other_do_not_merge()
    {
        Assert.Throws<PatchMismatchException>(() => Patch.Merge(Empty(1, 2), Empty(3, 4)));
        Assert.Throws<PatchMismatchException>(() => Patch.Merge(Empty(1, 2), Empty(2, 3) with { Epoch = "other" }));
    }

    [Fact]
    public void A_flag_made_anew_after_it_was_removed_is_there_and_the_reverse()
    {
        var removed = Empty(1, 2) with { RemovedFlags = ["a"] };
        var made = Empty(2, 3) with { Flags = [Make.Flag("a")] };

        var madeLast = Patch.Merge(removed, made);
        var removedLast = Patch.Merge(made with { From = 1, Version = 2 }, removed with { From = 2, Version = 3 });

        Assert.Equal(Empty(1, 3) with { Flags = [Make.Flag("a")] }, madeLast);
        Assert.Equal(Empty(1, 3) with { RemovedFlags = ["a"] }, removedLast);
    }

    [Fact]
    public void A_patch_that_only_moves_the_version_is_empty() => Assert.True(Empty(1, 5).IsEmpty);

    private static SnapshotPatch Empty(long from, long version) =>
        new()
        {
            Epoch = One.Epoch,
            From = from,
            Version = version,
        };
}
