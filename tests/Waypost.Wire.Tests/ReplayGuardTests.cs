namespace Waypost.Wire.Tests;

public class ReplayGuardTests
{
    private readonly FixedTime clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void An_id_is_accepted_once()
    {
        var guard = new ReplayGuard(clock);

        Assert.True(guard.TryAccept("a"));
        Assert.True(guard.TryAccept("b"));
        Assert.False(guard.TryAccept("a"));
    }

    [Fact]
    public void An_id_is_remembered_for_ten_minutes()
    {
        var guard = new ReplayGuard(clock);
        guard.TryAccept("a");

        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.False(guard.TryAccept("a"));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(guard.TryAccept("a"));
    }

    [Fact]
    public void The_number_of_remembered_ids_is_limited()
    {
        var guard = new ReplayGuard(clock, capacity: 100);

        for (var i = 0; i < 1_000; i++)
        {
            guard.TryAccept($"id{i}");
        }

        Assert.Equal(100, guard.GetRemembered().Count);
        Assert.False(guard.TryAccept("id999"));
    }

    [Fact]
    public void Ids_are_still_refused_after_a_restart()
    {
        var before = new ReplayGuard(clock);
        before.TryAccept("a");
        var after = new ReplayGuard(clock);

        after.Restore(before.GetRemembered());

        Assert.False(after.TryAccept("a"));
    }

    [Fact]
    public void A_restored_id_from_the_far_future_expires()
    {
        var guard = new ReplayGuard(clock);
        guard.Restore([new RememberedId("a", clock.GetUtcNow().AddYears(50))]);

        clock.Advance(TimeSpan.FromMinutes(11));

        Assert.True(guard.TryAccept("a"));
    }

    [Fact]
    public void A_restored_id_expires_when_it_would_have_without_a_restart()
    {
        var before = new ReplayGuard(clock);
        before.TryAccept("a");
        clock.Advance(TimeSpan.FromMinutes(9));
        var after = new ReplayGuard(clock);

        after.Restore(before.GetRemembered());

        Assert.Equal(before.GetRemembered(), after.GetRemembered());
        clock.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(1));
        Assert.Empty(after.GetRemembered());
    }

    [Fact]
    public void Ids_restored_in_any_order_are_remembered_oldest_first()
    {
        var guard = new ReplayGuard(clock);
        var (first, second) = (new RememberedId("a", clock.GetUtcNow()), new RememberedId("b", clock.GetUtcNow().AddMinutes(1)));

        guard.Restore([second, first]);

        Assert.Equal([first, second], guard.GetRemembered());
    }

    [Fact]
    public void Beyond_the_capacity_the_oldest_id_is_dropped()
    {
        var guard = new ReplayGuard(clock, capacity: 2);
        guard.TryAccept("a");
        guard.TryAccept("b");
        guard.TryAccept("c");

        Assert.Equal(["b", "c"], guard.GetRemembered().Select(id => id.Id));
        Assert.True(guard.TryAccept("a"));
    }

    [Fact]
    public void Ids_cannot_be_null()
    {
        Assert.Throws<ArgumentNullException>("id", () => new ReplayGuard(clock).TryAccept(null!));
        Assert.Throws<ArgumentNullException>("remembered", () => new ReplayGuard(clock).Restore(null!));
    }
}
