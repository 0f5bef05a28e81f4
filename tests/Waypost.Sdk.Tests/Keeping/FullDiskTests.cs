using Microsoft.Extensions.Logging;
using Waypost.Sdk.Keeping;
using Waypost.Sdk.Tests.Support;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Keeping;

/// <summary>A cache that cannot be written. A file stands where its folder should be, which stops every user, the superuser too.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly TemporaryDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact, Trait("Fault", "13")]
    public async Task Evaluations_go_on_and_the_cache_is_written_once_there_is_room_again()
    {
        var cache = folder.File("blocked/flags.cache");
        await File.WriteAllTextAsync(folder.File("blocked"), "", TestTimeout.Token());
        await using var rig = await Rig.StartAsync(options =>
        {
            options.CacheFile = cache;
            // Another length than the writer's, so that the test can tell their timers apart.
            options.ConnectTimeout = CacheWriter.RetryAfter * 2;
        });
        await rig.ServeAsync(Snapshots.At(2));
        await rig.Time.TimerAsync(CacheWriter.RetryAfter);

        var meanwhile = rig.Client.EvaluateFlag("quote-form", "anyone", false);
        File.Delete(folder.File("blocked"));
        rig.Time.Advance(CacheWriter.RetryAfter);
        await rig.Logs.WaitForAsync("are kept in");

        Assert.True(meanwhile);
        Assert.Equal(2, new CacheFile(cache, "wp_server_test").Read(Assert.Fail)!.Version);
        Assert.Single(rig.Logs.At(LogLevel.Warning));
    }

    [Fact, Trait("Fault", "13")]
    public void A_write_that_fails_leaves_the_old_file_as_it_was()
    {
        var file = new CacheFile(folder.File("flags.cache"), "wp_server_test");
        file.Write(Snapshots.At(1));
        // The name beside which the next write would be prepared is taken by a folder.
        Directory.CreateDirectory($"{file.Path}.{Environment.ProcessId}.tmp");

        Assert.ThrowsAny<Exception>(() => file.Write(Snapshots.At(2)));

        Assert.Equal(1, file.Read(Assert.Fail)!.Version);
    }
}
