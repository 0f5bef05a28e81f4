using Microsoft.Extensions.Logging;
using Waypost.Flags;
using Waypost.Sdk.Tests.Support;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Streaming;

/// <summary>Connection failures, including bugs that other flag SDKs have had.</summary>
public sealed class ReconnectTests
{
    [Fact, Trait("Fault", "1")]
    public async Task HTTP_errors_do_not_stop_the_client_from_reconnecting()
    {
        await using var harness = await ClientHarness.StartAsync();
        var first = await harness.ServeAsync(Snapshots.At(1));
        first.Abort();

        await harness.Time.WaitAndAdvanceAsync(ClientHarness.FirstDelay);
        (await harness.Provider.AcceptAsync()).Respond(500);
        await harness.Time.WaitAndAdvanceAsync(ClientHarness.SecondDelay);
        (await harness.Provider.AcceptAsync()).Respond(404);
        await harness.Time.WaitAndAdvanceAsync(ClientHarness.ThirdDelay);
        await harness.ServeAsync(Snapshots.At(2));

        Assert.True(harness.Client.EvaluateFlag("quote-form", "anyone", false));
    }

    [Fact, Trait("Fault", "1")]
    public async Task The_client_reconnects_after_a_graceful_close()
    {
        await using var harness = await ClientHarness.StartAsync();
        var first = await harness.ServeAsync(Snapshots.At(1));
        first.Close();

        await harness.Time.WaitAndAdvanceAsync(ClientHarness.FirstDelay);
        await harness.ServeAsync(Snapshots.At(2));

        Assert.Equal(new SnapshotVersion(Snapshots.Epoch, 2), harness.Client.Version);
    }

    [Fact, Trait("Fault", "1")]
    public async Task A_reconnect_resumes_from_the_last_version()
    {
        await using var harness = await ClientHarness.StartAsync();
        var first = await harness.ServeAsync(Snapshots.At(3));
        first.Abort();
        await harness.Time.WaitAndAdvanceAsync(ClientHarness.FirstDelay);

        var second = await harness.Provider.AcceptAsync();
        await second.StartAsync();
        await second.PatchAsync(Snapshots.Between(3, 4));
        await harness.Client.WaitForVersionAsync(4);

        Assert.Null(first.LastEventId);
        Assert.Equal($"{Snapshots.Epoch}.3", second.LastEventId);
        Assert.Equal("Bearer wp_server_test", second.Authorization);
        Assert.Equal("/stream", second.Path);
    }

    [Fact]
    public async Task A_patch_that_does_not_apply_keeps_the_flags_and_causes_a_resync()
    {
        await using var harness = await ClientHarness.StartAsync();
        var first = await harness.ServeAsync(Snapshots.At(2));
        await first.PatchAsync(Snapshots.Between(7, 8));
        await harness.Time.WaitAndAdvanceAsync(ClientHarness.FirstDelay);

        var second = await harness.Provider.AcceptAsync();
        var duringOutage = harness.Client.EvaluateFlag("quote-form", "anyone", false);
        await second.ServeAsync(Snapshots.At(9));
        await harness.Client.WaitForVersionAsync(9);

        Assert.Null(second.LastEventId);
        Assert.True(duringOutage);
        Assert.False(harness.Client.EvaluateFlag("quote-form", "anyone", true));
    }

    [Fact]
    public async Task A_resync_is_still_requested_after_a_failed_attempt()
    {
        await using var harness = await ClientHarness.StartAsync();
        var first = await harness.ServeAsync(Snapshots.At(2));
        await first.PatchAsync(Snapshots.Between(7, 8));
        await harness.Time.WaitAndAdvanceAsync(ClientHarness.FirstDelay);
        (await harness.Provider.AcceptAsync()).Respond(500);
        await harness.Time.WaitAndAdvanceAsync(ClientHarness.SecondDelay);
        var third = await harness.ServeAsync(Snapshots.At(9));
        await harness.Client.WaitUntilReadyAsync(TestTimeout.Token());
        third.Close();
        await harness.Time.WaitAndAdvanceAsync(ClientHarness.ThirdDelay);

        var fourth = await harness.Provider.AcceptAsync();

        Assert.Null(third.LastEventId);
        Assert.Equal($"{Snapshots.Epoch}.9", fourth.LastEventId);
    }

    [Fact]
    public async Task Malformed_data_keeps_the_flags_and_causes_a_resync()
    {
        await using var harness = await ClientHarness.StartAsync();
        var first = await harness.ServeAsync(Snapshots.At(2));
        await first.SendAsync("event: put\ndata: {\"flags\":[{]}\n\n");
        await harness.Time.WaitAndAdvanceAsync(ClientHarness.FirstDelay);

        var second = await harness.Provider.AcceptAsync();

        Assert.Null(second.LastEventId);
        Assert.True(harness.Client.EvaluateFlag("quote-form", "anyone", false));
    }

    [Fact]
    public async Task Heartbeats_and_unknown_events_are_ignored()
    {
        await using var harness = await ClientHarness.StartAsync();
        var connection = await harness.ServeAsync(Snapshots.At(1));
        await connection.SendAsync(": heartbeat\n\nevent: hint\ndata: whatever\n\n: heartbeat\n\n");
        await connection.PatchAsync(Snapshots.Between(1, 2));

        await harness.Client.WaitForVersionAsync(2);

        Assert.Equal(WaypostStatus.Ready, harness.Client.Status);
    }

    [Fact, Trait("Fault", "22")]
    public async Task A_new_epoch_is_used_although_its_versions_are_lower()
    {
        await using var harness = await ClientHarness.StartAsync();
        var connection = await harness.ServeAsync(Snapshots.At(900));

        await connection.PutAsync(Snapshots.At(3, "restored"));
        await harness.Client.WaitForVersionAsync(3);

        Assert.Equal(new SnapshotVersion("restored", 3), harness.Client.Version);
    }

    [Fact, Trait("Fault", "5")]
    public async Task A_lagging_replica_does_not_replace_newer_flags()
    {
        await using var harness = await ClientHarness.StartAsync();
        var ahead = await harness.ServeAsync(Snapshots.At(6));
        ahead.Abort();
        await harness.Time.WaitAndAdvanceAsync(ClientHarness.FirstDelay);

        var behind = await harness.Provider.AcceptAsync();
        await behind.ServeAsync(Snapshots.At(5));
        await behind.PatchAsync(Snapshots.Between(5, 6));
        await behind.PatchAsync(Snapshots.Between(6, 8));
        await harness.Client.WaitForVersionAsync(8);

        Assert.False(harness.Provider.HasPendingConnection);
    }

    [Fact]
    public async Task The_retry_of_the_server_sets_the_delay()
    {
        await using var harness = await ClientHarness.StartAsync();
        var connection = await harness.Provider.AcceptAsync();
        await connection.StartAsync();
        await connection.SendAsync("retry: 5000\n\n");
        await connection.PutAsync(Snapshots.At(1));
        await harness.Client.WaitForVersionAsync(1);
        connection.Close();

        await harness.Time.WaitAndAdvanceAsync(TimeSpan.FromSeconds(2.5));

        Assert.NotNull(await harness.Provider.AcceptAsync());
    }

    [Theory, Trait("Fault", "10")]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Retry_after_is_honoured(int status)
    {
        await using var harness = await ClientHarness.StartAsync();
        (await harness.Provider.AcceptAsync()).Respond(status, retryAfterSeconds: 20);

        await harness.Time.WaitAndAdvanceAsync(TimeSpan.FromSeconds(20.5));
        await harness.ServeAsync(Snapshots.At(1));

        Assert.Equal(WaypostStatus.Ready, harness.Client.Status);
    }

    [Fact]
    public async Task A_response_that_is_not_an_event_stream_is_rejected()
    {
        await using var harness = await ClientHarness.StartAsync();
        var captivePortal = await harness.Provider.AcceptAsync();
        await captivePortal.StartAsync("text/html");
        await captivePortal.SendAsync("<html>Please accept our terms</html>");

        await harness.Time.WaitAndAdvanceAsync(ClientHarness.FirstDelay);
        await harness.ServeAsync(Snapshots.At(2));

        Assert.True(harness.Client.EvaluateFlag("quote-form", "anyone", false));
    }

    [Fact, Trait("Fault", "1")]
    public async Task A_connection_that_lasted_resets_the_delays()
    {
        await using var harness = await ClientHarness.StartAsync();
        (await harness.Provider.AcceptAsync()).Respond(500);
        await harness.Time.WaitAndAdvanceAsync(ClientHarness.FirstDelay);
        (await harness.Provider.AcceptAsync()).Respond(500);
        await harness.Time.WaitAndAdvanceAsync(ClientHarness.SecondDelay);
        var connection = await harness.ServeAsync(Snapshots.At(1));
        await harness.Client.WaitUntilReadyAsync(TestTimeout.Token());
        harness.Time.Advance(TimeSpan.FromSeconds(12));
        connection.Close();

        await harness.Time.WaitAndAdvanceAsync(ClientHarness.FirstDelay);

        Assert.NotNull(await harness.Provider.AcceptAsync());
    }

    [Fact]
    public async Task An_outage_and_the_recovery_are_logged_once_each()
    {
        await using var harness = await ClientHarness.StartAsync();
        (await harness.ServeAsync(Snapshots.At(1))).Abort();
        await harness.Time.WaitAndAdvanceAsync(ClientHarness.FirstDelay);
        (await harness.Provider.AcceptAsync()).Respond(500);
        await harness.Time.WaitAndAdvanceAsync(ClientHarness.SecondDelay);
        (await harness.Provider.AcceptAsync()).Respond(500);
        await harness.Time.WaitAndAdvanceAsync(ClientHarness.ThirdDelay);
        await harness.ServeAsync(Snapshots.At(2));
        await harness.Client.DisposeAsync();

        Assert.Collection(
            harness.Logs.Entries.Where(line => line.Level > LogLevel.Debug).Select(line => line.Text),
            line => Assert.Contains("is connected", line, StringComparison.Ordinal),
            line => Assert.Contains("is disconnected", line, StringComparison.Ordinal),
            line => Assert.Contains("is connected", line, StringComparison.Ordinal)
        );
    }
}
