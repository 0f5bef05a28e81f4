using CsCheck;
using Waypost.Sdk.Streaming;

namespace Waypost.Sdk.Tests.Streaming;

public sealed class BackoffTests
{
    [Fact]
    public void The_ceiling_doubles_up_to_the_cap()
    {
        var backoff = new Backoff(() => 1);

        var waits = Enumerable.Range(0, 8).Select(_ => backoff.Next(Backoff.Cap).TotalSeconds);

        Assert.Equal([1, 2, 4, 8, 16, 30, 30, 30], waits);
    }

    [Fact, Trait("Fault", "10")]
    public void Each_wait_is_drawn_from_nothing_to_the_ceiling() =>
        Gen.Select(Gen.Double[0, 0.999], Gen.Int[0, 100])
            .Sample(
                (draw, failures) =>
                {
                    var backoff = new Backoff(() => draw);
                    for (var i = 0; i < failures; i++)
                    {
                        backoff.Next(Backoff.Cap);
                    }

                    var wait = backoff.Next(Backoff.Cap);

                    Assert.InRange(wait, TimeSpan.Zero, Backoff.Cap);
                    Assert.Equal(draw * Math.Min(30, Math.Pow(2, failures)), wait.TotalSeconds, tolerance: 1e-6);
                }
            );

    [Fact]
    public void The_servers_retry_is_the_base()
    {
        var backoff = new Backoff(() => 1);
        backoff.BaseOn(TimeSpan.FromSeconds(4));

        Assert.Equal([4, 8], new[] { backoff.Next(Backoff.Cap).TotalSeconds, backoff.Next(Backoff.Cap).TotalSeconds });
    }

    [Fact]
    public void A_retry_of_nothing_does_not_hammer_the_server()
    {
        var backoff = new Backoff(() => 1);
        backoff.BaseOn(TimeSpan.Zero);

        Assert.Equal(Backoff.SmallestBase, backoff.Next(Backoff.Cap));
    }

    [Fact]
    public void A_healthy_connection_starts_it_anew()
    {
        var backoff = new Backoff(() => 1);
        backoff.Next(Backoff.Cap);
        backoff.Next(Backoff.Cap);
        backoff.Reset();

        Assert.Equal(Backoff.DefaultBase, backoff.Next(Backoff.Cap));
    }

    [Theory, Trait("Fault", "10")]
    [InlineData(7, 7.5)]
    [InlineData(-3, 0.5)]
    [InlineData(1_000_000, 300.5)]
    public void What_the_server_asks_for_is_honoured_within_reason_and_jittered(int asked, double wait) =>
        Assert.Equal(wait, new Backoff(() => 0.5).After(TimeSpan.FromSeconds(asked)).TotalSeconds);
}
