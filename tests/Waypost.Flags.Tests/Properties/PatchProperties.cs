using CsCheck;

namespace Waypost.Flags.Tests.Properties;

public class PatchProperties
{
    [Fact]
    public void The_patch_between_a_and_b_applied_to_a_gives_b() =>
        Gen.Select(Any.Snapshot, Any.Snapshot).Sample((a, b) => Assert.Equal(b, Patch.Apply(a, Patch.Between(a, b))));

    [Fact]
    public void A_snapshot_and_itself_have_an_empty_patch_between_them() =>
        Any.Snapshot.Sample(a => Assert.True(Patch.Between(a, a with { Version = a.Version + 1 }).IsEmpty));

    [Fact]
    public void A_merged_patch_does_what_both_do() =>
        Gen.Select(Any.Snapshot, Any.Snapshot, Any.Snapshot)
            .Sample((a, b, c) => Assert.Equal(c, Patch.Apply(a, Patch.Merge(Patch.Between(a, b), Patch.Between(b, c)))));

    [Fact]
    public void Merging_is_associative() =>
        Gen.Select(Any.Snapshot, Any.Snapshot, Any.Snapshot, Any.Snapshot)
            .Sample(
                (a, b, c, d) =>
                {
                    var (ab, bc, cd) = (Patch.Between(a, b), Patch.Between(b, c), Patch.Between(c, d));

                    Assert.Equal(Patch.Merge(Patch.Merge(ab, bc), cd), Patch.Merge(ab, Patch.Merge(bc, cd)));
                }
            );
}
