using System.Text.Json;
using CsCheck;

namespace Waypost.Flags.Tests.Properties;

public class JsonProperties
{
    [Fact]
    public void A_snapshot_survives_its_json() =>
        Any.Snapshot.Sample(snapshot =>
        {
            var read = JsonSerializer.Deserialize(
                JsonSerializer.SerializeToUtf8Bytes(snapshot, FlagsJson.Default.Snapshot),
                FlagsJson.Default.Snapshot
            );

            Assert.Equal(snapshot, read);
            Assert.Equal(snapshot.GetHashCode(), read!.GetHashCode());
        });

    [Fact]
    public void A_patch_survives_its_json() =>
        Gen.Select(Any.Snapshot, Any.Snapshot)
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
