using Microsoft.Extensions.Logging.Abstractions;
using Waypost.Flags;
using Waypost.Sdk.Streaming;
using Waypost.Sdk.Tests.Support;

namespace Waypost.Sdk.Tests.Streaming;

public sealed class StreamProtocolTests
{
    private static StreamAction Decide(Snapshot? current, StreamEvent received) => StreamProtocol.Decide(current, received);

    private static StreamEvent.Put Put(Snapshot snapshot) => new(snapshot);

    private static StreamEvent.Change Change(SnapshotPatch patch) => new(patch);

    [Fact]
    public void The_first_put_is_used() => Assert.Equal(new StreamAction.Replace(Snapshots.At(1)), Decide(null, Put(Snapshots.At(1))));

    [Fact]
    public void A_newer_put_is_used() =>
        Assert.Equal(new StreamAction.Replace(Snapshots.At(5)), Decide(Snapshots.At(4), Put(Snapshots.At(5))));

    [Fact]
    public void A_put_of_the_same_version_changes_nothing() =>
        Assert.IsType<StreamAction.UpToDate>(Decide(Snapshots.At(4), Put(Snapshots.At(4))));

    [Fact, Trait("Fault", "5")]
    public void An_older_put_of_the_same_epoch_never_replaces_a_newer_one() =>
        Assert.IsType<StreamAction.UpToDate>(Decide(Snapshots.At(4), Put(Snapshots.At(3))));

    [Fact, Trait("Fault", "5")]
    public void An_older_put_leaves_the_store_unchanged()
    {
        var store = new FlagStore(this, NullLogger.Instance);
        store.Replace(Snapshots.At(4));
        var before = store.Snapshot;

        StreamProtocol.Apply(store, Put(Snapshots.At(3)));

        Assert.Same(before, store.Snapshot);
    }

    [Fact, Trait("Fault", "22")]
    public void A_new_epoch_is_used_although_its_version_is_lower() =>
        Assert.Equal(new StreamAction.Replace(Snapshots.At(1, "restored")), Decide(Snapshots.At(900), Put(Snapshots.At(1, "restored"))));

    [Fact]
    public void A_patch_from_the_current_version_is_applied() =>
        Assert.Equal(new StreamAction.Replace(Snapshots.At(6)), Decide(Snapshots.At(4), Change(Snapshots.Between(4, 6))));

    [Fact]
    public void An_empty_patch_for_the_current_version_changes_nothing() =>
        Assert.IsType<StreamAction.UpToDate>(Decide(Snapshots.At(4), Change(Snapshots.Between(4, 4))));

    [Fact]
    public void A_patch_from_another_version_causes_a_resync() =>
        Assert.IsType<StreamAction.Resync>(Decide(Snapshots.At(4), Change(Snapshots.Between(5, 6))));

    [Fact]
    public void An_empty_patch_for_another_version_causes_a_resync() =>
        Assert.IsType<StreamAction.Resync>(Decide(Snapshots.At(4), Change(Snapshots.Between(6, 6))));

    [Fact]
    public void A_patch_of_another_epoch_causes_a_resync() =>
        Assert.IsType<StreamAction.Resync>(Decide(Snapshots.At(4), Change(Snapshots.Between(4, 5) with { Epoch = "other" })));

    [Fact]
    public void A_patch_before_any_snapshot_causes_a_resync() =>
        Assert.IsType<StreamAction.Resync>(Decide(null, Change(Snapshots.Between(4, 5))));

    [Fact]
    public void A_patch_to_an_older_version_changes_nothing() =>
        Assert.IsType<StreamAction.UpToDate>(Decide(Snapshots.At(7), Change(Snapshots.Between(4, 5))));

    [Fact, Trait("Fault", "20")]
    public void An_unknown_event_is_ignored() =>
        Assert.IsType<StreamAction.Ignore>(Decide(Snapshots.At(4), StreamEvent.Parse("hint", "{}"u8)));

    [Fact, Trait("Fault", "20")]
    public void Unknown_fields_are_ignored()
    {
        var put = StreamEvent.Parse(
            "put",
            """{"schema":1,"project":"p","environment":"e","epoch":"x","version":3,"colour":"red","flags":[],"segments":[]}"""u8
        );

        Assert.Equal(3, Assert.IsType<StreamAction.Replace>(Decide(null, put)).Snapshot.Version);
    }

    [Fact, Trait("Fault", "20")]
    public void Flags_of_a_newer_schema_are_used() =>
        Assert.IsType<StreamAction.Replace>(Decide(Snapshots.At(4), Put(Snapshots.At(5) with { Schema = Snapshot.CurrentSchema + 1 })));

    [Theory, Trait("Fault", "12")]
    [InlineData("put", "")]
    [InlineData("put", "null")]
    [InlineData("put", "{\"epoch\":\"x\",\"version\":1")]
    [InlineData("put", "[]")]
    [InlineData("put", "{\"epoch\":\"x\",\"version\":\"seven\"}")]
    [InlineData("put", "{\"project\":\"p\",\"environment\":\"e\",\"epoch\":null,\"version\":9}")]
    [InlineData("patch", "null")]
    [InlineData("patch", "\0\u0001garbage")]
    public void Malformed_data_causes_a_resync(string type, string data) =>
        Assert.IsType<StreamAction.Resync>(Decide(Snapshots.At(4), StreamEvent.Parse(type, System.Text.Encoding.UTF8.GetBytes(data))));
}
