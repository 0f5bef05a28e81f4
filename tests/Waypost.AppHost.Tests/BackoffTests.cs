using Waypost.LocalHost.Parts;

namespace Waypost.LocalHost.Tests;

public sealed class BackoffTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.Zero;

    [Fact]
    public void Each_quick_end_doubles_the_wait_up_to_the_longest()
    {
        var backoff = new Backoff();

        var waits = Enumerable.Range(0, 10).Select(_ => backoff.After(AtOnce).TotalSeconds);

        Assert.Equal([0.25, 0.5, 1, 2, 4, 8, 16, 30, 30, 30], waits);
    }

    [Fact]
    public void A_part_that_ran_well_for_a_while_starts_over()
    {
        var backoff = new Backoff();
        for (var i = 0; i < 5; i++)
        {
            backoff.After(AtOnce);
        }

        var wait = backoff.After(Backoff.LongEnough);

        Assert.Equal((Backoff.First, 1), (wait, backoff.QuickEnds));
    }

    [Fact]
    public void A_part_that_ends_for_ever_is_waited_for_no_longer_than_the_longest()
    {
        var backoff = new Backoff();

        var waits = Enumerable.Range(0, 10_000).Select(_ => backoff.After(AtOnce)).ToList();

        Assert.All(waits, wait => Assert.InRange(wait, Backoff.First, Backoff.Longest));
    }
}
