using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Waypost.FlagProvider.Disk;
using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Testing;

namespace Waypost.FlagProvider.Tests.Disk;

[Trait("Fault", "13")]
public class FailingDiskTests
{
    [Fact]
    public async Task A_provider_whose_directory_cannot_be_written_still_serves()
    {
        using var directory = new TemporaryDirectory();
        var notADirectory = directory.File("file");
        await File.WriteAllTextAsync(notADirectory, "", TestContext.Current.CancellationToken);

        await using var provider = await TestProvider.StartAndSyncAsync(settings: ("Waypost:SnapshotDirectory", notADirectory));
        await provider.PostAsync(TestData.Updated(TestData.Patch(1, 2)));

        using var flags = await provider.GetAsync("/flags");
        Assert.Equal((HttpStatusCode.OK, "\"e1.2\""), (flags.StatusCode, flags.Headers.ETag!.Tag));
    }

    [Fact]
    public async Task A_removed_directory_is_created_and_written_again()
    {
        using var directory = new TemporaryDirectory();
        var snapshots = directory.File("snapshots");
        var (time, log) = (new FakeTimeProvider(), new CapturedLogs());
        await using var provider = await TestProvider.StartAndSyncAsync(
            time: time,
            configure: builder => builder.Logging.AddProvider(log),
            settings: ("Waypost:SnapshotDirectory", snapshots)
        );
        var file = Path.Combine(snapshots, "replica-1", "default+production.flags");
        await Eventually.IsTrueAsync(() => Advance(time) && File.Exists(file));
        Directory.Delete(snapshots, recursive: true);
        await File.WriteAllTextAsync(snapshots, "in the way", TestContext.Current.CancellationToken);

        await provider.PostAsync(TestData.Updated(TestData.Patch(1, 2)));
        await Eventually.IsTrueAsync(() => Advance(time) && log.At(LogLevel.Error).Any());
        File.Delete(snapshots);

        await Eventually.IsTrueAsync(() => Advance(time) && File.Exists(file));
    }

    [Fact]
    public void A_full_disk_leaves_the_old_file_intact()
    {
        using var directory = new TemporaryDirectory();
        Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", directory.Path), "Requires permission to mount a tmpfs.");
        try
        {
            var folder = new SnapshotFolder(
                directory.Path,
                1024 * 1024,
                isOwn: true,
                TimeProvider.System,
                Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance
            );
            folder.Save(TestData.Production, EnvironmentState.From(TestData.Snapshot(1)));
            var tooBig = EnvironmentState.From(TestData.Snapshot(2, flags: TestData.Flag(padding: new string('x', 100 * 1024))));

            Assert.ThrowsAny<IOException>(() => folder.Save(TestData.Production, tooBig));

            Assert.Equal(TestData.Snapshot(1), Assert.Single(folder.LoadSnapshots()).Snapshot);
            folder.Save(TestData.Production, EnvironmentState.From(TestData.Snapshot(3)));
            Assert.Equal(3, Assert.Single(folder.LoadSnapshots()).Snapshot.Version);
        }
        finally
        {
            Run("umount", directory.Path);
        }
    }

    private static bool Advance(FakeTimeProvider time)
    {
        time.Advance(TimeSpan.FromMilliseconds(100));
        return true;
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
