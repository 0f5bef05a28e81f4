using Waypost.Sdk.Tests.Support;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Streaming;

/// <summary>Connections that are open but send nothing.</summary>
public sealed class IdleTimeoutTests
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The deadline is extended twice: by the response headers and by the first event.</summary>
    private static async Task WaitUntilEstablishedAsync(ClientHarness harness)
    {
        await harness.Time.WaitForTimerAsync(ReadTimeout);
        await harness.Time.WaitForTimerAsync(ReadTimeout);
    }

    [Fact, Trait("Fault", "9")]
    public async Task A_silent_stream_is_closed_and_reopened()
    {
        await using var harness = await ClientHarness.StartAsync();
        var silent = await harness.ServeAsync(Snapshots.At(1));
        await WaitUntilEstablishedAsync(harness);

        harness.Time.Advance(ReadTimeout);
        await silent.Disconnected.WaitAsync(TestTimeout.Token());
        await harness.Time.WaitAndAdvanceAsync(ClientHarness.FirstDelay);
        await harness.ServeAsync(Snapshots.At(2));

        Assert.True(harness.Client.EvaluateFlag("quote-form", "anyone", false));
    }

    [Fact, Trait("Fault", "9")]
    public async Task Heartbeats_keep_a_stream_open()
    {
        await using var harness = await ClientHarness.StartAsync();
        var connection = await harness.ServeAsync(Snapshots.At(1));
        await WaitUntilEstablishedAsync(harness);
        for (var i = 0; i < 10; i++)
        {
            harness.Time.Advance(TimeSpan.FromSeconds(15));
            await connection.SendAsync(": heartbeat\n\n");
            await harness.Time.WaitForTimerAsync(ReadTimeout);
        }

        Assert.False(harness.Provider.HasPendingConnection);
        Assert.False(connection.Disconnected.IsCompleted);
    }

    [Fact]
    public async Task A_server_that_never_responds_times_out()
    {
        await using var harness = await ClientHarness.StartAsync();
        var stalled = await harness.Provider.AcceptAsync();

        harness.Time.Advance(ConnectTimeout);
        await stalled.Disconnected.WaitAsync(TestTimeout.Token());
        await harness.Time.WaitAndAdvanceAsync(ClientHarness.FirstDelay);

        await harness.ServeAsync(Snapshots.At(1));
    }

    [Fact]
    public async Task A_stream_without_a_first_event_times_out()
    {
        await using var harness = await ClientHarness.StartAsync();
        var stalled = await harness.Provider.AcceptAsync();
        await stalled.StartAsync();
        await harness.Time.WaitAndAdvanceAsync(ReadTimeout);

        await stalled.Disconnected.WaitAsync(TestTimeout.Token());
        await harness.Time.WaitAndAdvanceAsync(ClientHarness.FirstDelay);

        await harness.ServeAsync(Snapshots.At(1));
    }

    [Fact]
    public async Task Heartbeats_do_not_replace_the_first_event()
    {
        await using var harness = await ClientHarness.StartAsync();
        var stalled = await harness.Provider.AcceptAsync();
        await stalled.StartAsync();
        await harness.Time.WaitForTimerAsync(ReadTimeout);
        await stalled.SendAsync(": heartbeat\n\n: heartbeat\n\n");

        harness.Time.Advance(ReadTimeout);
        await stalled.Disconnected.WaitAsync(TestTimeout.Token());
        await harness.Time.WaitAndAdvanceAsync(ClientHarness.FirstDelay);

        await harness.ServeAsync(Snapshots.At(1));
    }

    [Fact]
    public async Task A_large_snapshot_on_a_slow_connection_arrives()
    {
        await using var harness = await ClientHarness.StartAsync();
        var slow = await harness.Provider.AcceptAsync();
        await slow.StartAsync();
        await harness.Time.WaitForTimerAsync(ReadTimeout);
        await slow.SendAsync(
            $"event: put\ndata: {{\"project\":\"p\",\"environment\":\"e\",\"epoch\":\"{Snapshots.Epoch}\",\"version\":5,\"note\":\""
        );
        for (var i = 0; i < 4; i++)
        {
            harness.Time.Advance(TimeSpan.FromSeconds(25));
            await slow.SendAsync(new string('x', 1100));
            await harness.Time.WaitForTimerAsync(ReadTimeout);
        }

        await slow.SendAsync("\"}\n\n");

        await harness.Client.WaitForVersionAsync(5);
    }
}
