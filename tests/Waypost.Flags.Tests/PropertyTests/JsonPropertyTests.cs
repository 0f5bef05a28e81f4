using System.Text.Json;
using CsCheck;

namespace Waypost.Flags.Tests;

public class JsonPropertyTests
{
    [Fact]
    public void A_snapshot_is_unchanged_after_a_json_round_trip() =>
        ValidGen.Snapshot.Sample(snapshot =>
        {
            var read = JsonSerializer.Deserialize(
                JsonSerializer.SerializeToUtf8Bytes(snapshot, FlagsJson.Default.Snapshot),
                FlagsJson.Default.Snapshot
            );

            Assert.Equal(snapshot, read);
            Assert.Equal(snapshot.GetHashCode(), read!.GetHashCode());
        });

    [Fact]
    public void A_patch_is_unchanged_after_a_json_round_trip() =>
        Gen.Select(ValidGen.Snapshot, ValidGen.Snapshot)
            .Sample(
                (a, b) =>
                {
                    var patch = Patch.Between(a, b);

                    Assert.Equal(
                        patch,
                        JsonSerializer.Deserialize(
                            JsonSerializer.Serialize(patch, FlagsJson.Default.SnapshotPatch),
                            FlagsJson.Default.SnapshotPatch
                        )
                    );
                }
            );
}
