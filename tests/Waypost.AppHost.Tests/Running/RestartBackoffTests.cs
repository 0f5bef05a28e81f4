using Waypost.AppHost.Running;
using Waypost.Testing;

namespace Waypost.AppHost.Tests.Running;

public sealed class RestartBackoffTests
{
    private static readonly TimeSpan NeverHealthy = TimeSpan.Zero;

    [Fact]
    public void Each_failure_doubles_the_delay_up_to_the_longest()
    {
        var backoff = new RestartBackoff();

        var delays = Enumerable.Range(0, 10).Select(_ => backoff.NextDelay(NeverHealthy).TotalSeconds);

        Assert.Equal([0.25, 0.5, 1, 2, 4, 8, 16, 30, 30, 30], delays);
    }

    [Fact]
    public void A_process_that_recovered_starts_with_the_shortest_delay()
    {
        var backoff = new RestartBackoff();
        for (var i = 0; i < 5; i++)
        {
            backoff.NextDelay(NeverHealthy);
        }

        var delay = backoff.NextDelay(RestartBackoff.RecoveryTime);

        Assert.Equal((RestartBackoff.Shortest, 1), (delay, backoff.FailuresInARow));
    }

    [Fact]
    public void The_delay_stays_within_its_limits_however_often_a_process_fails()
    {
        var backoff = new RestartBackoff();

        var delays = Enumerable.Range(0, 10_000).Select(_ => backoff.NextDelay(NeverHealthy)).ToList();

        Expect.All(delays, delay => Assert.InRange(delay, RestartBackoff.Shortest, RestartBackoff.Longest));
    }
}
