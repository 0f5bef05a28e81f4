using CsCheck;
using Waypost.Flags;
using Waypost.Manager.Data;
using Waypost.Manager.Delivery;
using Owed = Waypost.Manager.Delivery.Delivery;

namespace Waypost.Manager.Tests.Delivery;

/// <summary>What a replica is owed next, given what it holds and what there is.</summary>
public sealed class DispatchTests
{
    private const string Production = "default/production";

    private static readonly Gen<Dictionary<string, SnapshotVersion>> Versions = Gen.Dictionary(
        Gen.Int[0, 2].Select(i => new[] { "a/x", "a/y", "b/x" }[i]),
        Gen.Select(Gen.Bool.Select(b => b ? "e1" : "e2"), Gen.Long[0, 5], (e, v) => new SnapshotVersion(e, v))
    )[0, 3];

    [Fact]
    public void A_replica_that_holds_everything_is_owed_nothing() => Assert.Null(Dispatch.Next(Holds(("e1", 5)), Newest(("e1", 5))));

    [Fact]
    public void A_replica_behind_in_the_same_epoch_is_owed_what_changed() =>
        Assert.Equal(new Owed.Changes(Production, new("e1", 3), new("e1", 5)), Dispatch.Next(Holds(("e1", 3)), Newest(("e1", 5))));

    [Fact]
    public void A_replica_of_another_epoch_is_owed_everything() =>
        Assert.Equal(new Owed.Everything(Production, new("e2", 1)), Dispatch.Next(Holds(("e1", 9)), Newest(("e2", 1))));

    [Fact]
    public void A_replica_that_holds_nothing_is_owed_everything() =>
        Assert.Equal(
            new Owed.Everything(Production, new("e1", 0)),
            Dispatch.Next(new(new Dictionary<string, SnapshotVersion>(), 1), Newest(("e1", 0)))
        );

    [Fact]
    public void A_replica_is_told_that_an_environment_is_gone() =>
        Assert.Equal(
            new Owed.Deleted(Production, "e1"),
            Dispatch.Next(Holds(("e1", 5)), new(new Dictionary<string, SnapshotVersion>(), 1))
        );

    [Fact]
    public void Keys_go_before_flags_so_that_a_revoked_key_never_waits() =>
        Assert.Equal(new Owed.Keys(2), Dispatch.Next(Holds(("e1", 1)), Newest(("e1", 5)) with { KeysVersion = 2 }));

    [Fact]
    public void A_replica_that_never_said_which_keys_it_holds_is_owed_the_keys() =>
        Assert.IsType<Owed.Keys>(Dispatch.Next(Holds(("e1", 5)) with { KeysVersion = null }, Newest(("e1", 5))));

    [Fact]
    public void A_replica_ahead_of_the_manager_is_left_alone() =>
        // A manager that has not read its database yet must not take anything back.
        Assert.Null(Dispatch.Next(Holds(("e1", 7)), Newest(("e1", 5))));

    [Fact]
    [Trait("Fault", "22")]
    public void After_a_restore_the_new_epoch_goes_out_although_its_version_is_lower() =>
        Assert.IsType<Owed.Everything>(Dispatch.Next(Holds(("e1", 500)), Newest(("e2", 3))));

    [Fact]
    public void Whatever_a_replica_holds_acknowledging_delivery_after_delivery_brings_it_up_to_date() =>
        Gen.Select(Versions, Versions, Gen.Long[0, 3], Gen.Long[0, 3])
            .Sample(
                (holds, there, heldKeys, keys) =>
                {
                    var held = new Held(holds, heldKeys);
                    var newest = new NewestVersions(there, keys);
                    var steps = 0;
                    while (Dispatch.Next(held, newest) is { } delivery)
                    {
                        held = Acknowledge(held, delivery);
                        Assert.True(++steps <= holds.Count + there.Count + 1, "The pump would never come to rest.");
                    }

                    Assert.All(
                        there,
                        e =>
                            Assert.True(
                                held.Environments[e.Key].Epoch == e.Value.Epoch && held.Environments[e.Key].Version >= e.Value.Version
                            )
                    );
                    Assert.Equal(there.Count, held.Environments.Count);
                }
            );

    private static Held Acknowledge(Held held, Owed delivery) =>
        delivery switch
        {
            Owed.Keys keys => held with { KeysVersion = keys.Version },
            Owed.Changes changes => held.With(changes.Environment, changes.To),
            Owed.Everything everything => held.With(everything.Environment, everything.To),
            Owed.Deleted deleted => held.With(deleted.Environment, null),
            _ => throw new InvalidOperationException(),
        };

    private static Held Holds((string Epoch, long Version) version) =>
        new(new Dictionary<string, SnapshotVersion> { [Production] = new(version.Epoch, version.Version) }, 1);

    private static NewestVersions Newest((string Epoch, long Version) version) =>
        new(new Dictionary<string, SnapshotVersion> { [Production] = new(version.Epoch, version.Version) }, 1);
}
