using CsCheck;
using Waypost.Sdk.Streaming;

namespace Waypost.Sdk.Tests.Streaming;

public sealed class BackoffTests
{
    [Fact]
    public void The_delay_doubles_up_to_the_cap()
    {
        var backoff = new Backoff(() => 1);

        var delays = Enumerable.Range(0, 8).Select(_ => backoff.NextDelay(Backoff.Cap).TotalSeconds);

        Assert.Equal([1, 2, 4, 8, 16, 30, 30, 30], delays);
    }

    [Fact, Trait("Fault", "10")]
    public void Each_delay_is_a_random_share_of_the_ceiling() =>
        Gen.Select(Gen.Double[0, 0.999], Gen.Int[0, 100])
            .Sample(
                (random, failures) =>
                {
                    var backoff = new Backoff(() => random);
                    for (var i = 0; i < failures; i++)
                    {
                        backoff.NextDelay(Backoff.Cap);
                    }

                    var delay = backoff.NextDelay(Backoff.Cap);

                    Assert.InRange(delay, TimeSpan.Zero, Backoff.Cap);
                    Assert.Equal(random * Math.Min(30, Math.Pow(2, failures)), delay.TotalSeconds, tolerance: 1e-6);
                }
            );

    [Fact]
    public void The_retry_of_the_server_sets_the_base()
    {
        var backoff = new Backoff(() => 1);
        backoff.SetBase(TimeSpan.FromSeconds(4));

        Assert.Equal([4, 8], new[] { backoff.NextDelay(Backoff.Cap).TotalSeconds, backoff.NextDelay(Backoff.Cap).TotalSeconds });
    }

    [Fact]
    public void A_retry_of_zero_is_raised_to_the_minimum()
    {
        var backoff = new Backoff(() => 1);
        backoff.SetBase(TimeSpan.Zero);

        Assert.Equal(Backoff.MinBase, backoff.NextDelay(Backoff.Cap));
    }

    [Fact]
    public void Reset_starts_from_the_base_again()
    {
        var backoff = new Backoff(() => 1);
        backoff.NextDelay(Backoff.Cap);
        backoff.NextDelay(Backoff.Cap);
        backoff.Reset();

        Assert.Equal(Backoff.DefaultBase, backoff.NextDelay(Backoff.Cap));
    }

    [Theory, Trait("Fault", "10")]
    [InlineData(7, 7.5)]
    [InlineData(-3, 0.5)]
    [InlineData(1_000_000, 300.5)]
    public void Retry_after_is_clamped_and_jittered(int retryAfter, double delay) =>
        Assert.Equal(delay, new Backoff(() => 0.5).DelayFor(TimeSpan.FromSeconds(retryAfter)).TotalSeconds);
}
