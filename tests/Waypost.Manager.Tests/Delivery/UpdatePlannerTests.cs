using CsCheck;
using Waypost.Flags;
using Waypost.Manager.Data;
using Waypost.Manager.Delivery;

namespace Waypost.Manager.Tests.Delivery;

/// <summary>The next update for a replica, given its versions and the latest ones.</summary>
public sealed class UpdatePlannerTests
{
    private const string Production = "default/production";

    private static readonly Gen<Dictionary<string, SnapshotVersion>> Versions = Gen.Dictionary(
        Gen.Int[0, 2].Select(i => new[] { "a/x", "a/y", "b/x" }[i]),
        Gen.Select(Gen.Bool.Select(b => b ? "e1" : "e2"), Gen.Long[0, 5], (e, v) => new SnapshotVersion(e, v))
    )[0, 3];

    [Fact]
    public void An_up_to_date_replica_is_sent_nothing() => Assert.Null(UpdatePlanner.Next(Holding(("e1", 5)), Latest(("e1", 5))));

    [Fact]
    public void A_replica_behind_in_the_same_epoch_is_sent_a_patch() =>
        Assert.Equal(
            new ReplicaUpdate.Patch(Production, new("e1", 3), new("e1", 5)),
            UpdatePlanner.Next(Holding(("e1", 3)), Latest(("e1", 5)))
        );

    [Fact]
    public void A_replica_of_another_epoch_is_sent_a_snapshot() =>
        Assert.Equal(new ReplicaUpdate.Snapshot(Production, new("e2", 1)), UpdatePlanner.Next(Holding(("e1", 9)), Latest(("e2", 1))));

    [Fact]
    public void A_new_replica_is_sent_a_snapshot() =>
        Assert.Equal(
            new ReplicaUpdate.Snapshot(Production, new("e1", 0)),
            UpdatePlanner.Next(new(new Dictionary<string, SnapshotVersion>(), 1), Latest(("e1", 0)))
        );

    [Fact]
    public void A_replica_is_sent_the_deletion_of_an_environment() =>
        Assert.Equal(
            new ReplicaUpdate.Deletion(Production, "e1"),
            UpdatePlanner.Next(Holding(("e1", 5)), new(new Dictionary<string, SnapshotVersion>(), 1))
        );

    [Fact]
    public void Keys_are_sent_before_flags_so_that_a_revocation_is_not_delayed() =>
        Assert.Equal(new ReplicaUpdate.Keys(2), UpdatePlanner.Next(Holding(("e1", 1)), Latest(("e1", 5)) with { KeysVersion = 2 }));

    [Fact]
    public void A_replica_that_reported_no_keys_version_is_sent_the_keys() =>
        Assert.IsType<ReplicaUpdate.Keys>(UpdatePlanner.Next(Holding(("e1", 5)) with { KeysVersion = null }, Latest(("e1", 5))));

    [Fact]
    public void A_replica_ahead_of_the_manager_is_sent_nothing() =>
        // A manager that has not read its latest versions yet must not replace newer flags with older ones.
        Assert.Null(UpdatePlanner.Next(Holding(("e1", 7)), Latest(("e1", 5))));

    [Fact]
    [Trait("Fault", "22")]
    public void After_a_restore_the_new_epoch_is_sent_although_its_version_is_lower() =>
        Assert.IsType<ReplicaUpdate.Snapshot>(UpdatePlanner.Next(Holding(("e1", 500)), Latest(("e2", 3))));

    [Fact]
    public void Applying_updates_one_after_another_brings_any_replica_up_to_date() =>
        Gen.Select(Versions, Versions, Gen.Long[0, 3], Gen.Long[0, 3])
            .Sample(
                (holds, latest, heldKeys, keys) =>
                {
                    var held = new ReplicaState(holds, heldKeys);
                    var newest = new LatestVersions(latest, keys);
                    var steps = 0;
                    while (UpdatePlanner.Next(held, newest) is { } delivery)
                    {
                        held = Acknowledge(held, delivery);
                        Assert.True(++steps <= holds.Count + latest.Count + 1, "The updates never end.");
                    }

                    Assert.All(
                        latest,
                        e =>
                            Assert.True(
                                held.Environments[e.Key].Epoch == e.Value.Epoch && held.Environments[e.Key].Version >= e.Value.Version
                            )
                    );
                    Assert.Equal(latest.Count, held.Environments.Count);
                }
            );

    private static ReplicaState Acknowledge(ReplicaState held, ReplicaUpdate delivery) =>
        delivery switch
        {
            ReplicaUpdate.Keys keys => held with { KeysVersion = keys.Version },
            ReplicaUpdate.Patch changes => held.With(changes.Environment, changes.To),
            ReplicaUpdate.Snapshot everything => held.With(everything.Environment, everything.To),
            ReplicaUpdate.Deletion deleted => held.With(deleted.Environment, null),
            _ => throw new InvalidOperationException(),
        };

    private static ReplicaState Holding((string Epoch, long Version) version) =>
        new(new Dictionary<string, SnapshotVersion> { [Production] = new(version.Epoch, version.Version) }, 1);

    private static LatestVersions Latest((string Epoch, long Version) version) =>
        new(new Dictionary<string, SnapshotVersion> { [Production] = new(version.Epoch, version.Version) }, 1);
}
