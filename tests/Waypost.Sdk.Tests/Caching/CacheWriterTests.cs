using Microsoft.Extensions.Logging;
using Waypost.Sdk.Caching;
using Waypost.Sdk.Tests.Support;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Caching;

/// <summary>The cache cannot be written because a file has the name of its folder, which stops every user, root included.</summary>
public sealed class CacheWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact, Trait("Fault", "13")]
    public async Task A_failed_write_is_retried_until_it_succeeds()
    {
        var cache = folder.At("blocked/flags.cache");
        await File.WriteAllTextAsync(folder.At("blocked"), "", TestTimeout.Token());
        await using var harness = await ClientHarness.StartAsync(options =>
        {
            options.CacheFile = cache;
            // Differs from the writer's delay, so that the test can tell the two timers apart.
            options.ConnectTimeout = CacheWriter.RetryDelay * 2;
        });
        await harness.ServeAsync(Snapshots.At(2));
        await harness.Time.WaitForTimerAsync(CacheWriter.RetryDelay);

        var duringOutage = harness.Client.EvaluateFlag("quote-form", "anyone", false);
        File.Delete(folder.At("blocked"));
        harness.Time.Advance(CacheWriter.RetryDelay);
        await harness.Logs.WaitForAsync("are saved to");

        Assert.True(duringOutage);
        Assert.Equal(2, new CacheFile(cache, "wp_server_test").Read(Assert.Fail)!.Version);
        Assert.Single(harness.Logs.At(LogLevel.Warning));
    }
}
