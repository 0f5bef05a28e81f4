using Microsoft.Extensions.Logging;
using Waypost.Flags;
using Waypost.Sdk.Tests.Support;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Streaming;

/// <summary>What goes wrong with connections, named after bugs that flag SDKs really had.</summary>
public sealed class ReconnectTests
{
    [Fact, Trait("Fault", "1")]
    public async Task An_http_error_on_reconnect_does_not_stop_the_client_for_ever()
    {
        await using var rig = await Rig.StartAsync();
        var first = await rig.ServeAsync(Snapshots.At(1));
        first.Abort();

        await rig.Time.PassAsync(Rig.FirstWait);
        (await rig.Provider.AcceptAsync()).Refuse(500);
        await rig.Time.PassAsync(Rig.SecondWait);
        (await rig.Provider.AcceptAsync()).Refuse(404);
        await rig.Time.PassAsync(Rig.ThirdWait);
        await rig.ServeAsync(Snapshots.At(2));

        Assert.True(rig.Client.EvaluateFlag("quote-form", "anyone", false));
    }

    [Fact, Trait("Fault", "1")]
    public async Task A_graceful_close_by_the_peer_is_not_final()
    {
        await using var rig = await Rig.StartAsync();
        var first = await rig.ServeAsync(Snapshots.At(1));
        first.Close();

        await rig.Time.PassAsync(Rig.FirstWait);
        await rig.ServeAsync(Snapshots.At(2));

        Assert.Equal(new SnapshotVersion(Snapshots.Epoch, 2), rig.Client.Version);
    }

    [Fact, Trait("Fault", "1")]
    public async Task A_reconnect_resumes_where_it_was()
    {
        await using var rig = await Rig.StartAsync();
        var first = await rig.ServeAsync(Snapshots.At(3));
        first.Abort();
        await rig.Time.PassAsync(Rig.FirstWait);

        var second = await rig.Provider.AcceptAsync();
        await second.StartAsync();
        await second.PatchAsync(Snapshots.Between(3, 4));
        await rig.Client.HoldsAsync(4);

        Assert.Null(first.LastEventId);
        Assert.Equal($"{Snapshots.Epoch}.3", second.LastEventId);
        Assert.Equal("Bearer wp_server_test", second.Authorization);
        Assert.Equal("/stream", second.Path);
    }

    [Fact]
    public async Task A_patch_that_does_not_fit_keeps_what_is_held_and_asks_for_everything()
    {
        await using var rig = await Rig.StartAsync();
        var first = await rig.ServeAsync(Snapshots.At(2));
        await first.PatchAsync(Snapshots.Between(7, 8));
        await rig.Time.PassAsync(Rig.FirstWait);

        var second = await rig.Provider.AcceptAsync();
        var meanwhile = rig.Client.EvaluateFlag("quote-form", "anyone", false);
        await second.ServeAsync(Snapshots.At(9));
        await rig.Client.HoldsAsync(9);

        Assert.Null(second.LastEventId);
        Assert.True(meanwhile);
        Assert.False(rig.Client.EvaluateFlag("quote-form", "anyone", true));
    }

    [Fact]
    public async Task Asking_for_everything_is_not_forgotten_over_a_failed_attempt()
    {
        await using var rig = await Rig.StartAsync();
        var first = await rig.ServeAsync(Snapshots.At(2));
        await first.PatchAsync(Snapshots.Between(7, 8));
        await rig.Time.PassAsync(Rig.FirstWait);
        (await rig.Provider.AcceptAsync()).Refuse(500);
        await rig.Time.PassAsync(Rig.SecondWait);
        var third = await rig.ServeAsync(Snapshots.At(9));
        await rig.Client.WaitUntilReadyAsync(TestTimeout.Token());
        third.Close();
        await rig.Time.PassAsync(Rig.ThirdWait);

        var fourth = await rig.Provider.AcceptAsync();

        Assert.Null(third.LastEventId);
        Assert.Equal($"{Snapshots.Epoch}.9", fourth.LastEventId);
    }

    [Fact]
    public async Task Garbage_keeps_what_is_held_and_asks_for_everything()
    {
        await using var rig = await Rig.StartAsync();
        var first = await rig.ServeAsync(Snapshots.At(2));
        await first.SendAsync("event: put\ndata: {\"flags\":[{]}\n\n");
        await rig.Time.PassAsync(Rig.FirstWait);

        var second = await rig.Provider.AcceptAsync();

        Assert.Null(second.LastEventId);
        Assert.True(rig.Client.EvaluateFlag("quote-form", "anyone", false));
    }

    [Fact]
    public async Task Heartbeats_and_unknown_events_do_no_harm()
    {
        await using var rig = await Rig.StartAsync();
        var connection = await rig.ServeAsync(Snapshots.At(1));
        await connection.SendAsync(": heartbeat\n\nevent: hint\ndata: whatever\n\n: heartbeat\n\n");
        await connection.PatchAsync(Snapshots.Between(1, 2));

        await rig.Client.HoldsAsync(2);

        Assert.Equal(WaypostStatus.Ready, rig.Client.Status);
    }

    [Fact, Trait("Fault", "22")]
    public async Task A_new_epoch_is_followed_although_its_versions_are_lower()
    {
        await using var rig = await Rig.StartAsync();
        var connection = await rig.ServeAsync(Snapshots.At(900));

        await connection.PutAsync(Snapshots.At(3, "restored"));
        await rig.Client.HoldsAsync(3);

        Assert.Equal(new SnapshotVersion("restored", 3), rig.Client.Version);
    }

    [Fact, Trait("Fault", "5")]
    public async Task A_replica_that_lags_does_not_take_the_client_back()
    {
        await using var rig = await Rig.StartAsync();
        var ahead = await rig.ServeAsync(Snapshots.At(6));
        ahead.Abort();
        await rig.Time.PassAsync(Rig.FirstWait);

        var behind = await rig.Provider.AcceptAsync();
        await behind.ServeAsync(Snapshots.At(5));
        await behind.PatchAsync(Snapshots.Between(5, 6));
        await behind.PatchAsync(Snapshots.Between(6, 8));
        await rig.Client.HoldsAsync(8);

        Assert.False(rig.Provider.HasArrivals);
    }

    [Fact]
    public async Task The_servers_retry_sets_the_pace()
    {
        await using var rig = await Rig.StartAsync();
        var connection = await rig.Provider.AcceptAsync();
        await connection.StartAsync();
        await connection.SendAsync("retry: 5000\n\n");
        await connection.PutAsync(Snapshots.At(1));
        await rig.Client.HoldsAsync(1);
        connection.Close();

        await rig.Time.PassAsync(TimeSpan.FromSeconds(2.5));

        Assert.NotNull(await rig.Provider.AcceptAsync());
    }

    [Theory, Trait("Fault", "10")]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Retry_after_is_honoured(int status)
    {
        await using var rig = await Rig.StartAsync();
        (await rig.Provider.AcceptAsync()).Refuse(status, retryAfterSeconds: 20);

        await rig.Time.PassAsync(TimeSpan.FromSeconds(20.5));
        await rig.ServeAsync(Snapshots.At(1));

        Assert.Equal(WaypostStatus.Ready, rig.Client.Status);
    }

    [Fact]
    public async Task A_page_that_is_no_stream_is_not_taken_for_one()
    {
        await using var rig = await Rig.StartAsync();
        var portal = await rig.Provider.AcceptAsync();
        await portal.StartAsync("text/html");
        await portal.SendAsync("<html>Please accept our terms</html>");

        await rig.Time.PassAsync(Rig.FirstWait);
        await rig.ServeAsync(Snapshots.At(2));

        Assert.True(rig.Client.EvaluateFlag("quote-form", "anyone", false));
    }

    [Fact, Trait("Fault", "1")]
    public async Task A_connection_that_lasted_starts_the_waits_anew()
    {
        await using var rig = await Rig.StartAsync();
        (await rig.Provider.AcceptAsync()).Refuse(500);
        await rig.Time.PassAsync(Rig.FirstWait);
        (await rig.Provider.AcceptAsync()).Refuse(500);
        await rig.Time.PassAsync(Rig.SecondWait);
        var connection = await rig.ServeAsync(Snapshots.At(1));
        await rig.Client.WaitUntilReadyAsync(TestTimeout.Token());
        rig.Time.Advance(TimeSpan.FromSeconds(12));
        connection.Close();

        await rig.Time.PassAsync(Rig.FirstWait);

        Assert.NotNull(await rig.Provider.AcceptAsync());
    }

    [Fact]
    public async Task An_outage_takes_one_line_in_the_log_and_the_return_another()
    {
        await using var rig = await Rig.StartAsync();
        (await rig.ServeAsync(Snapshots.At(1))).Abort();
        await rig.Time.PassAsync(Rig.FirstWait);
        (await rig.Provider.AcceptAsync()).Refuse(500);
        await rig.Time.PassAsync(Rig.SecondWait);
        (await rig.Provider.AcceptAsync()).Refuse(500);
        await rig.Time.PassAsync(Rig.ThirdWait);
        await rig.ServeAsync(Snapshots.At(2));
        await rig.Client.DisposeAsync();

        Assert.Collection(
            rig.Logs.Entries.Where(line => line.Level > LogLevel.Debug).Select(line => line.Text),
            line => Assert.Contains("is connected", line, StringComparison.Ordinal),
            line => Assert.Contains("has no connection", line, StringComparison.Ordinal),
            line => Assert.Contains("is connected", line, StringComparison.Ordinal)
        );
    }
}
