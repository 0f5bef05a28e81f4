using Microsoft.Extensions.Logging;
using Waypost.Flags;
using Waypost.Sdk.Caching;
using Waypost.Sdk.Tests.Support;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Caching;

/// <summary>Starts with a cache file or a bootstrap.</summary>
public sealed class InitialFlagsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string CachePath => folder.At("flags.cache");

    public void Dispose() => folder.Dispose();

    private void WriteCache(long version) => new CacheFile(CachePath, "wp_server_test").Write(Snapshots.At(version));

    [Fact, Trait("Fault", "2")]
    public async Task A_client_evaluates_from_the_cache_immediately_and_is_stale()
    {
        WriteCache(2);
        await using var harness = await ClientHarness.StartAsync(options => options.CacheFile = CachePath);

        Assert.True(harness.Client.EvaluateFlag("quote-form", "anyone", false));
        Assert.Equal(WaypostStatus.Stale, harness.Client.Status);
    }

    [Fact, Trait("Fault", "2")]
    public async Task A_client_with_cached_flags_still_opens_the_stream()
    {
        WriteCache(2);
        await using var harness = await ClientHarness.StartAsync(options => options.CacheFile = CachePath);

        var connection = await harness.Provider.AcceptAsync();
        await connection.StartAsync();
        await connection.PatchAsync(Snapshots.Between(2, 3));
        await harness.Client.WaitForVersionAsync(3);
        await harness.Client.WaitUntilReadyAsync(TestTimeout.Token());

        Assert.Equal($"{Snapshots.Epoch}.2", connection.LastEventId);
        Assert.Equal(WaypostStatus.Ready, harness.Client.Status);
    }

    [Fact, Trait("Fault", "2")]
    public async Task With_cached_flags_waiting_for_an_unreachable_provider_returns_true()
    {
        WriteCache(2);
        await using var harness = await ClientHarness.StartAsync(options =>
        {
            options.CacheFile = CachePath;
            options.ReadyTimeout = TimeSpan.FromSeconds(7);
        });
        var ready = harness.Client.WaitUntilReadyAsync(TestTimeout.Token());
        await harness.Time.WaitAndAdvanceAsync(TimeSpan.FromSeconds(7));

        Assert.True(await ready);
    }

    [Fact]
    public async Task Flags_from_the_provider_are_cached_for_the_next_start()
    {
        await using var harness = await ClientHarness.StartAsync(options => options.CacheFile = CachePath);
        await harness.ServeAsync(Snapshots.At(4));

        await harness.Client.DisposeAsync();

        Assert.Equal(Snapshots.At(4), new CacheFile(CachePath, "wp_server_test").Read(Assert.Fail));
    }

    [Fact, Trait("Fault", "12")]
    public async Task A_damaged_cache_is_ignored_with_one_warning()
    {
        await File.WriteAllTextAsync(CachePath, "waypost-flags 1 length=3 sha256=00 key=00\nabc", TestTimeout.Token());
        await using var harness = await ClientHarness.StartAsync(options => options.CacheFile = CachePath);

        Assert.Equal(WaypostStatus.NotReady, harness.Client.Status);
        Assert.Single(harness.Logs.At(LogLevel.Warning));
    }

    [Fact]
    public async Task A_bootstrap_is_used_without_a_cache_until_the_provider_sends_flags()
    {
        await using var harness = await ClientHarness.StartAsync(options =>
            options.Bootstrap = WaypostBootstrap.FromStream(CreateStream(Snapshots.At(2)))
        );

        var before = harness.Client.EvaluateFlag("quote-form", "anyone", false);
        await harness.ServeAsync(Snapshots.At(3));

        Assert.True(before);
        Assert.False(harness.Client.EvaluateFlag("quote-form", "anyone", true));
    }

    [Fact]
    public async Task A_cache_takes_precedence_over_a_bootstrap()
    {
        WriteCache(2);
        await using var harness = await ClientHarness.StartAsync(options =>
        {
            options.CacheFile = CachePath;
            options.Bootstrap = WaypostBootstrap.FromStream(CreateStream(Snapshots.At(9)));
        });

        Assert.Equal(2, harness.Client.Version!.Value.Version);
    }

    [Theory]
    [InlineData("nothing.json", null)]
    [InlineData("broken.json", "{\"flags\":")]
    public async Task A_bootstrap_that_cannot_be_read_does_not_stop_the_start(string name, string? contents)
    {
        if (contents is not null)
        {
            await File.WriteAllTextAsync(folder.At(name), contents, TestTimeout.Token());
        }

        await using var harness = await ClientHarness.StartAsync(options => options.Bootstrap = WaypostBootstrap.FromFile(folder.At(name)));
        await harness.ServeAsync(Snapshots.At(2));

        Assert.Single(harness.Logs.At(LogLevel.Warning));
    }

    private static MemoryStream CreateStream(Snapshot snapshot) =>
        new(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(snapshot, FlagsJson.Default.Snapshot));
}
