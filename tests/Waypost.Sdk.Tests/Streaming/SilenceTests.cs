using Waypost.Sdk.Tests.Support;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Streaming;

/// <summary>Connections that look alive and are not.</summary>
public sealed class SilenceTests
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The deadline was moved on twice: when the headers came, and with the first event.</summary>
    private static async Task EstablishedAsync(Rig rig)
    {
        await rig.Time.TimerAsync(ReadTimeout);
        await rig.Time.TimerAsync(ReadTimeout);
    }

    [Fact, Trait("Fault", "9")]
    public async Task A_half_open_stream_is_given_up_and_a_new_one_made()
    {
        await using var rig = await Rig.StartAsync();
        var silent = await rig.ServeAsync(Snapshots.At(1));
        await EstablishedAsync(rig);

        rig.Time.Advance(ReadTimeout);
        await silent.Gone.Task.WaitAsync(TestTimeout.Token());
        await rig.Time.PassAsync(Rig.FirstWait);
        await rig.ServeAsync(Snapshots.At(2));

        Assert.True(rig.Client.EvaluateFlag("quote-form", "anyone", false));
    }

    [Fact, Trait("Fault", "9")]
    public async Task Heartbeats_keep_a_quiet_stream_open()
    {
        await using var rig = await Rig.StartAsync();
        var connection = await rig.ServeAsync(Snapshots.At(1));
        await EstablishedAsync(rig);
        for (var i = 0; i < 10; i++)
        {
            rig.Time.Advance(TimeSpan.FromSeconds(15));
            await connection.SendAsync(": heartbeat\n\n");
            await rig.Time.TimerAsync(ReadTimeout);
        }

        Assert.False(rig.Provider.HasArrivals);
        Assert.False(connection.Gone.Task.IsCompleted);
    }

    [Fact]
    public async Task A_server_that_accepts_and_never_answers_is_given_up()
    {
        await using var rig = await Rig.StartAsync();
        var hung = await rig.Provider.AcceptAsync();

        rig.Time.Advance(ConnectTimeout);
        await hung.Gone.Task.WaitAsync(TestTimeout.Token());
        await rig.Time.PassAsync(Rig.FirstWait);

        await rig.ServeAsync(Snapshots.At(1));
    }

    [Fact]
    public async Task Headers_without_a_first_event_are_given_up()
    {
        await using var rig = await Rig.StartAsync();
        var hung = await rig.Provider.AcceptAsync();
        await hung.StartAsync();
        await rig.Time.PassAsync(ReadTimeout);

        await hung.Gone.Task.WaitAsync(TestTimeout.Token());
        await rig.Time.PassAsync(Rig.FirstWait);

        await rig.ServeAsync(Snapshots.At(1));
    }

    [Fact]
    public async Task Heartbeats_alone_do_not_stand_for_the_first_event()
    {
        await using var rig = await Rig.StartAsync();
        var hung = await rig.Provider.AcceptAsync();
        await hung.StartAsync();
        await rig.Time.TimerAsync(ReadTimeout);
        await hung.SendAsync(": heartbeat\n\n: heartbeat\n\n");

        rig.Time.Advance(ReadTimeout);
        await hung.Gone.Task.WaitAsync(TestTimeout.Token());
        await rig.Time.PassAsync(Rig.FirstWait);

        await rig.ServeAsync(Snapshots.At(1));
    }

    [Fact]
    public async Task A_large_snapshot_on_a_slow_line_arrives()
    {
        await using var rig = await Rig.StartAsync();
        var slow = await rig.Provider.AcceptAsync();
        await slow.StartAsync();
        await rig.Time.TimerAsync(ReadTimeout);
        await slow.SendAsync(
            $"event: put\ndata: {{\"project\":\"p\",\"environment\":\"e\",\"epoch\":\"{Snapshots.Epoch}\",\"version\":5,\"note\":\""
        );
        for (var i = 0; i < 4; i++)
        {
            rig.Time.Advance(TimeSpan.FromSeconds(25));
            await slow.SendAsync(new string('x', 1100));
            await rig.Time.TimerAsync(ReadTimeout);
        }

        await slow.SendAsync("\"}\n\n");

        await rig.Client.HoldsAsync(5);
    }
}
