using Microsoft.Extensions.Logging;
using Waypost.Sdk.Tests.Support;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Streaming;

public sealed class StatusTests
{
    [Fact]
    public async Task Before_any_flags_nothing_is_ready()
    {
        await using var rig = await Rig.StartAsync();

        Assert.Equal(WaypostStatus.NotReady, rig.Client.Status);
        Assert.Null(rig.Client.Version);
    }

    [Fact]
    public async Task Whoever_hears_of_a_change_finds_the_client_ready()
    {
        await using var rig = await Rig.StartAsync();
        var heard = new TaskCompletionSource<(WaypostStatus, string)>(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Client.Changed += (_, changed) => heard.TrySetResult((rig.Client.Status, changed.Version.ToString()));
        await rig.ServeAsync(Snapshots.At(1));

        Assert.Equal((WaypostStatus.Ready, $"{Snapshots.Epoch}.1"), await heard.Task.WaitAsync(TestTimeout.Token()));
    }

    [Fact, Trait("Fault", "2")]
    public async Task A_short_interruption_does_not_count_as_stale_and_a_long_one_does()
    {
        await using var rig = await Rig.StartAsync();
        (await rig.ServeAsync(Snapshots.At(1))).Abort();
        await rig.Time.TimerAsync(Rig.FirstWait);

        var soon = rig.Client.Status;
        rig.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(WaypostStatus.Ready, soon);
        Assert.Equal(WaypostStatus.Stale, rig.Client.Status);
    }

    [Fact, Trait("Fault", "2")]
    public async Task An_hour_without_a_provider_changes_no_value()
    {
        await using var rig = await Rig.StartAsync();
        (await rig.ServeAsync(Snapshots.At(2))).Abort();
        var wait = Rig.FirstWait;
        var outage = TimeSpan.Zero;
        var wrong = 0;
        while (outage < TimeSpan.FromHours(1))
        {
            await rig.Time.PassAsync(wait);
            outage += wait;
            (await rig.Provider.AcceptAsync()).Refuse(502);
            wrong += rig.Client.EvaluateFlag("quote-form", "anyone", false) ? 0 : 1;
            wait = wait * 2 < TimeSpan.FromSeconds(15) ? wait * 2 : TimeSpan.FromSeconds(15);
        }

        Assert.Equal(0, wrong);
        Assert.Equal(WaypostStatus.Stale, rig.Client.Status);
        Assert.Single(rig.Logs.At(LogLevel.Warning));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_refused_key_is_said_so_takes_no_flags_away_and_may_come_back(int status)
    {
        await using var rig = await Rig.StartAsync();
        (await rig.ServeAsync(Snapshots.At(2))).Abort();
        await rig.Time.PassAsync(Rig.FirstWait);
        (await rig.Provider.AcceptAsync()).Refuse(status);
        await rig.Time.TimerAsync(Rig.SecondWait);

        var refused = rig.Client.Status;
        var meanwhile = rig.Client.EvaluateFlag("quote-form", "anyone", false);
        rig.Time.Advance(Rig.SecondWait);
        await rig.ServeAsync(Snapshots.At(3));

        Assert.Equal(WaypostStatus.Refused, refused);
        Assert.True(meanwhile);
        Assert.Equal(WaypostStatus.Ready, rig.Client.Status);
    }

    [Fact]
    public async Task Waiting_ends_when_the_provider_has_spoken()
    {
        await using var rig = await Rig.StartAsync();
        var ready = rig.Client.WaitUntilReadyAsync(TestTimeout.Token());
        await rig.ServeAsync(Snapshots.At(1));

        Assert.True(await ready);
        Assert.True(await rig.Client.WaitUntilReadyAsync(TestTimeout.Token()));
    }

    [Fact, Trait("Fault", "2")]
    public async Task Waiting_settles_while_the_provider_answers_nothing_but_errors()
    {
        await using var rig = await Rig.StartAsync(options => options.ReadyTimeout = TimeSpan.FromSeconds(7));
        var ready = rig.Client.WaitUntilReadyAsync(TestTimeout.Token());
        (await rig.Provider.AcceptAsync()).Refuse(500);
        await rig.Time.PassAsync(TimeSpan.FromSeconds(7));

        Assert.False(await ready);
    }

    [Fact]
    public async Task Waiting_can_be_called_off()
    {
        await using var rig = await Rig.StartAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            rig.Client.WaitUntilReadyAsync(new CancellationToken(canceled: true))
        );
    }

    [Fact]
    public async Task Closing_ends_the_stream_and_the_waiting_and_keeps_the_flags()
    {
        await using var rig = await Rig.StartAsync(options => options.ReadyTimeout = Timeout.InfiniteTimeSpan);
        var connection = await rig.Provider.AcceptAsync();
        var ready = rig.Client.WaitUntilReadyAsync(TestTimeout.Token());

        await rig.Client.DisposeAsync();
        await rig.Client.DisposeAsync();
        await connection.Gone.Task.WaitAsync(TestTimeout.Token());

        Assert.False(await ready);
        Assert.False(rig.Client.EvaluateFlag("quote-form", "anyone", false));
    }

    [Fact]
    public async Task An_unreachable_address_never_throws()
    {
        var time = new ObservedTime();
        await using var client = Rig.NewClient("http://waypost.invalid:1/base/", time, new CapturedLogs());
        await time.TimerAsync(Rig.FirstWait);

        Assert.True(client.EvaluateFlag("quote-form", "anyone", true));
    }

    [Fact]
    public async Task A_handler_that_throws_costs_neither_the_stream_nor_other_handlers()
    {
        await using var rig = await Rig.StartAsync();
        var heard = 0;
        rig.Client.Changed += (_, _) => throw new InvalidOperationException("broken handler");
        rig.Client.Changed += (_, _) => Interlocked.Increment(ref heard);
        var connection = await rig.ServeAsync(Snapshots.At(1));
        await connection.PatchAsync(Snapshots.Between(1, 2));
        await rig.Client.HoldsAsync(2);
        await rig.Client.DisposeAsync();

        Assert.Equal(2, heard);
        Assert.Equal(2, rig.Logs.At(LogLevel.Error).Count());
    }
}
