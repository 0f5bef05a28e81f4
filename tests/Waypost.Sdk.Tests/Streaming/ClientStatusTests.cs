using Microsoft.Extensions.Logging;
using Waypost.Sdk.Tests.Support;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Streaming;

public sealed class ClientStatusTests
{
    [Fact]
    public async Task Without_flags_the_client_is_not_ready()
    {
        await using var harness = await ClientHarness.StartAsync();

        Assert.Equal(WaypostStatus.NotReady, harness.Client.Status);
        Assert.Null(harness.Client.Version);
    }

    [Fact]
    public async Task The_client_is_ready_when_Changed_is_raised()
    {
        await using var harness = await ClientHarness.StartAsync();
        var observed = new TaskCompletionSource<(WaypostStatus, string)>(TaskCreationOptions.RunContinuationsAsynchronously);
        harness.Client.Changed += (_, changed) => observed.TrySetResult((harness.Client.Status, changed.Version.ToString()));
        await harness.ServeAsync(Snapshots.At(1));

        Assert.Equal((WaypostStatus.Ready, $"{Snapshots.Epoch}.1"), await observed.Task.WaitAsync(TestTimeout.Token()));
    }

    [Fact, Trait("Fault", "2")]
    public async Task A_short_outage_leaves_the_client_ready_and_a_long_one_makes_it_stale()
    {
        await using var harness = await ClientHarness.StartAsync();
        (await harness.ServeAsync(Snapshots.At(1))).Abort();
        await harness.Time.WaitForTimerAsync(ClientHarness.FirstDelay);

        var shortly = harness.Client.Status;
        harness.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(WaypostStatus.Ready, shortly);
        Assert.Equal(WaypostStatus.Stale, harness.Client.Status);
    }

    [Fact, Trait("Fault", "2")]
    public async Task An_outage_of_an_hour_changes_no_value()
    {
        await using var harness = await ClientHarness.StartAsync();
        (await harness.ServeAsync(Snapshots.At(2))).Abort();
        var wait = ClientHarness.FirstDelay;
        var outage = TimeSpan.Zero;
        var wrong = 0;
        while (outage < TimeSpan.FromHours(1))
        {
            await harness.Time.WaitAndAdvanceAsync(wait);
            outage += wait;
            (await harness.Provider.AcceptAsync()).Respond(502);
            wrong += harness.Client.EvaluateFlag("quote-form", "anyone", false) ? 0 : 1;
            wait = wait * 2 < TimeSpan.FromSeconds(15) ? wait * 2 : TimeSpan.FromSeconds(15);
        }

        Assert.Equal(0, wrong);
        Assert.Equal(WaypostStatus.Stale, harness.Client.Status);
        Assert.Single(harness.Logs.At(LogLevel.Warning));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_refused_key_keeps_the_flags_and_can_recover(int status)
    {
        await using var harness = await ClientHarness.StartAsync();
        (await harness.ServeAsync(Snapshots.At(2))).Abort();
        await harness.Time.WaitAndAdvanceAsync(ClientHarness.FirstDelay);
        (await harness.Provider.AcceptAsync()).Respond(status);
        await harness.Time.WaitForTimerAsync(ClientHarness.SecondDelay);

        var refused = harness.Client.Status;
        var duringOutage = harness.Client.EvaluateFlag("quote-form", "anyone", false);
        harness.Time.Advance(ClientHarness.SecondDelay);
        await harness.ServeAsync(Snapshots.At(3));

        Assert.Equal(WaypostStatus.Refused, refused);
        Assert.True(duringOutage);
        Assert.Equal(WaypostStatus.Ready, harness.Client.Status);
    }

    [Fact]
    public async Task WaitUntilReady_completes_when_the_provider_sends_flags()
    {
        await using var harness = await ClientHarness.StartAsync();
        var ready = harness.Client.WaitUntilReadyAsync(TestTimeout.Token());
        await harness.ServeAsync(Snapshots.At(1));

        Assert.True(await ready);
        Assert.True(await harness.Client.WaitUntilReadyAsync(TestTimeout.Token()));
    }

    [Fact, Trait("Fault", "2")]
    public async Task WaitUntilReady_times_out_while_the_provider_returns_errors()
    {
        await using var harness = await ClientHarness.StartAsync(options => options.ReadyTimeout = TimeSpan.FromSeconds(7));
        var ready = harness.Client.WaitUntilReadyAsync(TestTimeout.Token());
        (await harness.Provider.AcceptAsync()).Respond(500);
        await harness.Time.WaitAndAdvanceAsync(TimeSpan.FromSeconds(7));

        Assert.False(await ready);
    }

    [Fact]
    public async Task WaitUntilReady_can_be_cancelled()
    {
        await using var harness = await ClientHarness.StartAsync();

        using var cancellation = new CancellationTokenSource();
        var ready = harness.Client.WaitUntilReadyAsync(cancellation.Token);
        var pending = !ready.IsCompleted;
        await cancellation.CancelAsync();

        Assert.True(pending);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            ready.WaitAsync(TestTimeout.Default, TestContext.Current.CancellationToken)
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            harness.Client.WaitUntilReadyAsync(new CancellationToken(canceled: true))
        );
    }

    [Fact]
    public async Task Disposing_closes_the_stream_and_completes_WaitUntilReady()
    {
        await using var harness = await ClientHarness.StartAsync(options => options.ReadyTimeout = Timeout.InfiniteTimeSpan);
        var connection = await harness.Provider.AcceptAsync();
        var ready = harness.Client.WaitUntilReadyAsync(TestTimeout.Token());

        await harness.Client.DisposeAsync();
        await harness.Client.DisposeAsync();
        await connection.Disconnected.WaitAsync(TestTimeout.Token());

        Assert.False(await ready);
        Assert.False(harness.Client.EvaluateFlag("quote-form", "anyone", false));
    }

    [Fact]
    public async Task An_unreachable_provider_does_not_throw()
    {
        var time = new ObservableTimeProvider();
        await using var client = ClientHarness.CreateClient("http://waypost.invalid:1/base/", time, new CapturedLogs());
        await time.WaitForTimerAsync(ClientHarness.FirstDelay);

        Assert.True(client.EvaluateFlag("quote-form", "anyone", true));
    }

    [Fact]
    public async Task A_Changed_handler_that_throws_stops_neither_the_stream_nor_other_handlers()
    {
        await using var harness = await ClientHarness.StartAsync();
        var calls = 0;
        harness.Client.Changed += (_, _) => throw new InvalidOperationException("broken handler");
        harness.Client.Changed += (_, _) => Interlocked.Increment(ref calls);
        var connection = await harness.ServeAsync(Snapshots.At(1));
        await connection.PatchAsync(Snapshots.Between(1, 2));
        await harness.Client.WaitForVersionAsync(2);
        await harness.Client.DisposeAsync();

        Assert.Equal(2, calls);
        Assert.Equal(2, harness.Logs.At(LogLevel.Error).Count());
    }
}
