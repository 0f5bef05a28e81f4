using CsCheck;

namespace Waypost.Flags.Tests;

public class PatchPropertyTests
{
    [Fact]
    public void Applying_the_patch_between_a_and_b_to_a_gives_b() =>
        Gen.Select(ValidGen.Snapshot, ValidGen.Snapshot).Sample((a, b) => Assert.Equal(b, Patch.Apply(a, Patch.Between(a, b))));

    [Fact]
    public void The_patch_between_equal_snapshots_is_empty() =>
        ValidGen.Snapshot.Sample(a => Assert.True(Patch.Between(a, a with { Version = a.Version + 1 }).IsEmpty));

    [Fact]
    public void A_merged_patch_has_the_effect_of_both_patches() =>
        Gen.Select(ValidGen.Snapshot, ValidGen.Snapshot, ValidGen.Snapshot)
            .Sample((a, b, c) => Assert.Equal(c, Patch.Apply(a, Patch.Merge(Patch.Between(a, b), Patch.Between(b, c)))));

    [Fact]
    public void Merging_is_associative() =>
        Gen.Select(ValidGen.Snapshot, ValidGen.Snapshot, ValidGen.Snapshot, ValidGen.Snapshot)
            .Sample(
                (a, b, c, d) =>
                {
                    var (ab, bc, cd) = (Patch.Between(a, b), Patch.Between(b, c), Patch.Between(c, d));

                    Assert.Equal(Patch.Merge(Patch.Merge(ab, bc), cd), Patch.Merge(ab, Patch.Merge(bc, cd)));
                }
            );
}
