using Microsoft.Extensions.Time.Testing;
using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Tests.Support;

namespace Waypost.FlagProvider.Tests.Store;

public class FlagStoreTests
{
    private readonly FlagStore store = new(new FakeTimeProvider());

    private string CurrentVersion => store.Find(TestData.Production)!.Current!.Id;

    [Fact]
    public void A_newer_version_of_the_same_epoch_replaces_an_older_one()
    {
        store.Apply(TestData.Snapshot(1), SnapshotSource.Webhook);

        var outcome = store.Apply(TestData.Snapshot(2), SnapshotSource.Webhook);

        Assert.Equal((ApplyOutcome.Applied, "e1.2"), (outcome, CurrentVersion));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(4)]
    public void An_older_or_equal_version_of_the_same_epoch_is_ignored(long late)
    {
        store.Apply(TestData.Snapshot(5), SnapshotSource.Webhook);

        Assert.Equal(ApplyOutcome.AlreadyNewer, store.Apply(TestData.Snapshot(late), SnapshotSource.Manager));
        Assert.Equal("e1.5", CurrentVersion);
    }

    [Fact]
    [Trait("Fault", "22")]
    public void A_new_epoch_replaces_the_old_one_regardless_of_versions()
    {
        store.Apply(TestData.Snapshot(500), SnapshotSource.Webhook);

        Assert.Equal(ApplyOutcome.Applied, store.Apply(TestData.Snapshot(3, "e2"), SnapshotSource.Webhook));
        Assert.Equal("e2.3", CurrentVersion);
    }

    [Fact]
    [Trait("Fault", "22")]
    public void A_late_webhook_of_a_past_epoch_changes_nothing()
    {
        store.Apply(TestData.Snapshot(500), SnapshotSource.Webhook);
        store.Apply(TestData.Snapshot(3, "e2"), SnapshotSource.Manager);

        Assert.Equal(ApplyOutcome.AlreadyNewer, store.Apply(TestData.Snapshot(501), SnapshotSource.Webhook));
        Assert.Equal(ApplyOutcome.AlreadyNewer, store.Apply(TestData.Production, TestData.Patch(500, 501)));
        Assert.Equal("e2.3", CurrentVersion);
    }

    [Fact]
    public void A_snapshot_fetched_from_the_manager_can_return_to_a_past_epoch()
    {
        store.Apply(TestData.Snapshot(500), SnapshotSource.Manager);
        store.Apply(TestData.Snapshot(3, "e2"), SnapshotSource.Manager);

        store.Apply(TestData.Snapshot(400), SnapshotSource.Manager);

        Assert.Equal("e1.400", CurrentVersion);
    }

    [Fact]
    public void A_patch_from_the_current_version_is_applied()
    {
        store.Apply(TestData.Snapshot(1), SnapshotSource.Webhook);

        Assert.Equal(ApplyOutcome.Applied, store.Apply(TestData.Production, TestData.Patch(1, 2, flags: TestData.Flag("other"))));
        Assert.Equal(["other", "quote-form"], store.Find(TestData.Production)!.Current!.Snapshot.Flags.Select(flag => flag.Key));
    }

    [Theory]
    [InlineData(2, 3, "e1")]
    [InlineData(0, 2, "e1")]
    [InlineData(1, 2, "e9")]
    public void A_patch_from_another_version_does_not_fit(long from, long version, string epoch)
    {
        store.Apply(TestData.Snapshot(1), SnapshotSource.Webhook);

        Assert.Equal(ApplyOutcome.DoesNotFit, store.Apply(TestData.Production, TestData.Patch(from, version, epoch)));
        Assert.Equal("e1.1", CurrentVersion);
    }

    [Fact]
    public void A_patch_for_an_unknown_environment_does_not_fit() =>
        Assert.Equal(ApplyOutcome.DoesNotFit, store.Apply(TestData.Production, TestData.Patch(0, 1)));

    [Fact]
    public void A_dropped_environment_can_come_back()
    {
        store.Apply(TestData.Snapshot(9), SnapshotSource.Webhook);
        store.Drop(TestData.Production);

        store.Apply(TestData.Snapshot(1, "e2"), SnapshotSource.Webhook);

        Assert.Equal("e2.1", CurrentVersion);
    }
}
