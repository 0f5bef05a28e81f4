using Microsoft.Extensions.Logging;
using Waypost.Flags;
using Waypost.Sdk.Keeping;
using Waypost.Sdk.Tests.Support;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Keeping;

/// <summary>Starts while there is something on disk.</summary>
public sealed class CachedStartTests : IDisposable
{
    private readonly TemporaryDirectory folder = new();

    private string Cache => folder.File("flags.cache");

    public void Dispose() => folder.Dispose();

    private CacheFile Kept(long version)
    {
        var file = new CacheFile(Cache, "wp_server_test");
        file.Write(Snapshots.At(version));
        return file;
    }

    [Fact, Trait("Fault", "2")]
    public async Task A_start_from_the_cache_evaluates_at_once_and_says_that_it_is_stale()
    {
        Kept(2);
        await using var rig = await Rig.StartAsync(options => options.CacheFile = Cache);

        Assert.True(rig.Client.EvaluateFlag("quote-form", "anyone", false));
        Assert.Equal(WaypostStatus.Stale, rig.Client.Status);
    }

    [Fact, Trait("Fault", "2")]
    public async Task A_cached_start_does_not_forget_to_open_the_stream()
    {
        Kept(2);
        await using var rig = await Rig.StartAsync(options => options.CacheFile = Cache);

        var connection = await rig.Provider.AcceptAsync();
        await connection.StartAsync();
        await connection.PatchAsync(Snapshots.Between(2, 3));
        await rig.Client.HoldsAsync(3);
        await rig.Client.WaitUntilReadyAsync(TestTimeout.Token());

        Assert.Equal($"{Snapshots.Epoch}.2", connection.LastEventId);
        Assert.Equal(WaypostStatus.Ready, rig.Client.Status);
    }

    [Fact, Trait("Fault", "2")]
    public async Task A_start_while_the_provider_is_away_is_ready_when_its_time_is_up()
    {
        Kept(2);
        await using var rig = await Rig.StartAsync(options =>
        {
            options.CacheFile = Cache;
            options.ReadyTimeout = TimeSpan.FromSeconds(7);
        });
        var ready = rig.Client.WaitUntilReadyAsync(TestTimeout.Token());
        await rig.Time.PassAsync(TimeSpan.FromSeconds(7));

        Assert.True(await ready);
    }

    [Fact]
    public async Task What_the_provider_sends_is_kept_for_the_next_start()
    {
        await using var rig = await Rig.StartAsync(options => options.CacheFile = Cache);
        await rig.ServeAsync(Snapshots.At(4));

        await rig.Client.DisposeAsync();

        Assert.Equal(Snapshots.At(4), new CacheFile(Cache, "wp_server_test").Read(Assert.Fail));
    }

    [Fact, Trait("Fault", "12")]
    public async Task A_damaged_cache_is_ignored_with_one_line_in_the_log()
    {
        await File.WriteAllTextAsync(Cache, "waypost-flags 1 length=3 sha256=00 key=00\nabc", TestTimeout.Token());
        await using var rig = await Rig.StartAsync(options => options.CacheFile = Cache);

        Assert.Equal(WaypostStatus.NotReady, rig.Client.Status);
        Assert.Single(rig.Logs.At(LogLevel.Warning));
    }

    [Fact]
    public async Task A_bootstrap_serves_where_there_is_no_cache_and_gives_way_to_the_provider()
    {
        await using var rig = await Rig.StartAsync(options => options.Bootstrap = WaypostBootstrap.FromStream(Json(Snapshots.At(2))));

        var before = rig.Client.EvaluateFlag("quote-form", "anyone", false);
        await rig.ServeAsync(Snapshots.At(3));

        Assert.True(before);
        Assert.False(rig.Client.EvaluateFlag("quote-form", "anyone", true));
    }

    [Fact]
    public async Task A_cache_wins_over_a_bootstrap()
    {
        Kept(2);
        await using var rig = await Rig.StartAsync(options =>
        {
            options.CacheFile = Cache;
            options.Bootstrap = WaypostBootstrap.FromStream(Json(Snapshots.At(9)));
        });

        Assert.Equal(2, rig.Client.Version!.Value.Version);
    }

    [Theory]
    [InlineData("nothing.json", null)]
    [InlineData("broken.json", "{\"flags\":")]
    public async Task A_bootstrap_that_cannot_be_read_does_not_stop_the_start(string name, string? contents)
    {
        if (contents is not null)
        {
            await File.WriteAllTextAsync(folder.File(name), contents, TestTimeout.Token());
        }

        await using var rig = await Rig.StartAsync(options => options.Bootstrap = WaypostBootstrap.FromFile(folder.File(name)));
        await rig.ServeAsync(Snapshots.At(2));

        Assert.Single(rig.Logs.At(LogLevel.Warning));
    }

    private static MemoryStream Json(Snapshot snapshot) =>
        new(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(snapshot, FlagsJson.Default.Snapshot));
}
