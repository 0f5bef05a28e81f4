using Microsoft.Extensions.Time.Testing;
using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Tests.Support;

namespace Waypost.FlagProvider.Tests.Store;

/// <summary>What may replace what.</summary>
public class ReplacementTests
{
    private readonly FlagStore store = new(new FakeTimeProvider());

    private string Held => store.Find(Sample.Production)!.Current!.Id;

    [Fact]
    public void A_newer_version_of_the_same_epoch_replaces_an_older_one()
    {
        store.Apply(Sample.Snapshot(1), SnapshotSource.Webhook);

        var outcome = store.Apply(Sample.Snapshot(2), SnapshotSource.Webhook);

        Assert.Equal((ApplyOutcome.Applied, "e1.2"), (outcome, Held));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(4)]
    public void An_older_or_equal_version_of_the_same_epoch_never_replaces(long late)
    {
        store.Apply(Sample.Snapshot(5), SnapshotSource.Webhook);

        Assert.Equal(ApplyOutcome.AlreadyNewer, store.Apply(Sample.Snapshot(late), SnapshotSource.Manager));
        Assert.Equal("e1.5", Held);
    }

    [Fact]
    [Trait("Fault", "22")]
    public void A_new_epoch_replaces_whatever_its_version()
    {
        store.Apply(Sample.Snapshot(500), SnapshotSource.Webhook);

        Assert.Equal(ApplyOutcome.Applied, store.Apply(Sample.Snapshot(3, "e2"), SnapshotSource.Webhook));
        Assert.Equal("e2.3", Held);
    }

    [Fact]
    [Trait("Fault", "22")]
    public void A_late_webhook_of_an_epoch_that_has_ended_changes_nothing()
    {
        store.Apply(Sample.Snapshot(500), SnapshotSource.Webhook);
        store.Apply(Sample.Snapshot(3, "e2"), SnapshotSource.Manager);

        Assert.Equal(ApplyOutcome.AlreadyNewer, store.Apply(Sample.Snapshot(501), SnapshotSource.Webhook));
        Assert.Equal(ApplyOutcome.AlreadyNewer, store.Apply(Sample.Production, Sample.Patch(500, 501)));
        Assert.Equal("e2.3", Held);
    }

    [Fact]
    public void The_manager_itself_may_go_back_to_an_epoch()
    {
        store.Apply(Sample.Snapshot(500), SnapshotSource.Manager);
        store.Apply(Sample.Snapshot(3, "e2"), SnapshotSource.Manager);

        store.Apply(Sample.Snapshot(400), SnapshotSource.Manager);

        Assert.Equal("e1.400", Held);
    }

    [Fact]
    public void A_patch_from_the_version_held_is_applied()
    {
        store.Apply(Sample.Snapshot(1), SnapshotSource.Webhook);

        Assert.Equal(ApplyOutcome.Applied, store.Apply(Sample.Production, Sample.Patch(1, 2, flags: Sample.Flag("other"))));
        Assert.Equal(["other", "quote-form"], store.Find(Sample.Production)!.Current!.Snapshot.Flags.Select(flag => flag.Key));
    }

    [Theory]
    [InlineData(2, 3, "e1")]
    [InlineData(0, 2, "e1")]
    [InlineData(1, 2, "e9")]
    public void A_patch_from_another_version_does_not_fit(long from, long version, string epoch)
    {
        store.Apply(Sample.Snapshot(1), SnapshotSource.Webhook);

        Assert.Equal(ApplyOutcome.DoesNotFit, store.Apply(Sample.Production, Sample.Patch(from, version, epoch)));
        Assert.Equal("e1.1", Held);
    }

    [Fact]
    public void A_patch_for_an_environment_nobody_knows_does_not_fit() =>
        Assert.Equal(ApplyOutcome.DoesNotFit, store.Apply(Sample.Production, Sample.Patch(0, 1)));

    [Fact]
    public void A_dropped_environment_can_come_back()
    {
        store.Apply(Sample.Snapshot(9), SnapshotSource.Webhook);
        store.Drop(Sample.Production);

        store.Apply(Sample.Snapshot(1, "e2"), SnapshotSource.Webhook);

        Assert.Equal("e2.1", Held);
    }
}
