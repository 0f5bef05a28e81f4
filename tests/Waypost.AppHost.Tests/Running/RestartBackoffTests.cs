using Waypost.AppHost.Running;

namespace Waypost.AppHost.Tests.Running;

public sealed class RestartBackoffTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.Zero;

    [Fact]
    public void Each_quick_end_doubles_the_wait_up_to_the_longest()
    {
        var backoff = new RestartBackoff();

        var waits = Enumerable.Range(0, 10).Select(_ => backoff.After(AtOnce).TotalSeconds);

        Assert.Equal([0.25, 0.5, 1, 2, 4, 8, 16, 30, 30, 30], waits);
    }

    [Fact]
    public void A_process_that_ran_well_for_a_while_starts_over()
    {
        var backoff = new RestartBackoff();
        for (var i = 0; i < 5; i++)
        {
            backoff.After(AtOnce);
        }

        var wait = backoff.After(RestartBackoff.LongEnough);

        Assert.Equal((RestartBackoff.First, 1), (wait, backoff.QuickEnds));
    }

    [Fact]
    public void A_process_that_ends_for_ever_is_waited_for_no_longer_than_the_longest()
    {
        var backoff = new RestartBackoff();

        var waits = Enumerable.Range(0, 10_000).Select(_ => backoff.After(AtOnce)).ToList();

        Assert.All(waits, wait => Assert.InRange(wait, RestartBackoff.First, RestartBackoff.Longest));
    }
}
