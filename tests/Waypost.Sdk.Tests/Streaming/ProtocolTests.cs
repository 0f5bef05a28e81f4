using Waypost.Flags;
using Waypost.Sdk.Streaming;
using Waypost.Sdk.Tests.Support;

namespace Waypost.Sdk.Tests.Streaming;

public sealed class ProtocolTests
{
    private static StreamAction On(Snapshot? held, StreamEvent came) => StreamProtocol.Decide(held, came);

    private static StreamEvent.Put Put(Snapshot snapshot) => new(snapshot);

    private static StreamEvent.Change Change(SnapshotPatch patch) => new(patch);

    [Fact]
    public void The_first_put_is_taken() => Assert.Equal(new StreamAction.Take(Snapshots.At(1)), On(null, Put(Snapshots.At(1))));

    [Fact]
    public void A_newer_put_is_taken() => Assert.Equal(new StreamAction.Take(Snapshots.At(5)), On(Snapshots.At(4), Put(Snapshots.At(5))));

    [Fact]
    public void The_same_version_confirms_what_is_held() => Assert.IsType<StreamAction.Confirm>(On(Snapshots.At(4), Put(Snapshots.At(4))));

    [Fact, Trait("Fault", "5")]
    public void An_older_put_of_the_same_epoch_never_replaces_a_newer_one() =>
        Assert.IsType<StreamAction.Confirm>(On(Snapshots.At(4), Put(Snapshots.At(3))));

    [Fact, Trait("Fault", "22")]
    public void A_new_epoch_is_taken_although_its_version_is_lower() =>
        Assert.Equal(new StreamAction.Take(Snapshots.At(1, "restored")), On(Snapshots.At(900), Put(Snapshots.At(1, "restored"))));

    [Fact]
    public void A_patch_that_fits_is_applied() =>
        Assert.Equal(new StreamAction.Take(Snapshots.At(6)), On(Snapshots.At(4), Change(Snapshots.Between(4, 6))));

    [Fact]
    public void A_patch_without_changes_confirms_a_resumed_stream() =>
        Assert.IsType<StreamAction.Confirm>(On(Snapshots.At(4), Change(Snapshots.Between(4, 4))));

    [Fact]
    public void A_patch_from_another_version_asks_for_everything() =>
        Assert.IsType<StreamAction.StartOver>(On(Snapshots.At(4), Change(Snapshots.Between(5, 6))));

    [Fact]
    public void A_patch_without_changes_for_a_version_that_is_not_held_asks_for_everything() =>
        Assert.IsType<StreamAction.StartOver>(On(Snapshots.At(4), Change(Snapshots.Between(6, 6))));

    [Fact]
    public void A_patch_of_another_epoch_asks_for_everything() =>
        Assert.IsType<StreamAction.StartOver>(On(Snapshots.At(4), Change(Snapshots.Between(4, 5) with { Epoch = "other" })));

    [Fact]
    public void A_patch_before_any_snapshot_asks_for_everything() =>
        Assert.IsType<StreamAction.StartOver>(On(null, Change(Snapshots.Between(4, 5))));

    [Fact]
    public void A_patch_to_an_older_version_is_passed_over() =>
        Assert.IsType<StreamAction.Confirm>(On(Snapshots.At(7), Change(Snapshots.Between(4, 5))));

    [Fact, Trait("Fault", "20")]
    public void An_unknown_event_is_ignored() => Assert.IsType<StreamAction.Ignore>(On(Snapshots.At(4), StreamEvent.Read("hint", "{}"u8)));

    [Fact, Trait("Fault", "20")]
    public void Unknown_fields_are_ignored()
    {
        var put = StreamEvent.Read(
            "put",
            """{"schema":1,"project":"p","environment":"e","epoch":"x","version":3,"colour":"red","flags":[],"segments":[]}"""u8
        );

        Assert.Equal(3, Assert.IsType<StreamAction.Take>(On(null, put)).Snapshot.Version);
    }

    [Fact, Trait("Fault", "20")]
    public void A_newer_schema_is_not_guessed_at() =>
        Assert.IsType<StreamAction.StartOver>(On(Snapshots.At(4), Put(Snapshots.At(5) with { Schema = Snapshot.CurrentSchema + 1 })));

    [Theory, Trait("Fault", "12")]
    [InlineData("put", "")]
    [InlineData("put", "null")]
    [InlineData("put", "{\"epoch\":\"x\",\"version\":1")]
    [InlineData("put", "[]")]
    [InlineData("put", "{\"epoch\":\"x\",\"version\":\"seven\"}")]
    [InlineData("put", "{\"project\":\"p\",\"environment\":\"e\",\"epoch\":null,\"version\":9}")]
    [InlineData("patch", "null")]
    [InlineData("patch", "\0\u0001garbage")]
    public void Malformed_data_keeps_what_is_held_and_asks_for_everything(string kind, string data) =>
        Assert.IsType<StreamAction.StartOver>(On(Snapshots.At(4), StreamEvent.Read(kind, System.Text.Encoding.UTF8.GetBytes(data))));
}
