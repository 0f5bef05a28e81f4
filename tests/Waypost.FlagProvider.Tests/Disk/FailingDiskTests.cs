using System.Diagnostics;
using System.Net;
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
    public async Task A_directory_that_cannot_be_written_costs_nothing_but_the_copy()
    {
        using var directory = new TemporaryDirectory();
        var notADirectory = directory.File("taken");
        await File.WriteAllTextAsync(notADirectory, "", TestContext.Current.CancellationToken);

        await using var provider = await TestProvider.FollowingAsync(settings: ("Waypost:SnapshotDirectory", notADirectory));
        await provider.PostAsync(Sample.Updated(Sample.Patch(1, 2)));

        using var flags = await provider.GetAsync("/flags");
        Assert.Equal((HttpStatusCode.OK, "\"e1.2\""), (flags.StatusCode, flags.Headers.ETag!.Tag));
    }

    [Fact]
    public async Task A_directory_that_went_away_is_made_again_and_written_within_ten_seconds()
    {
        using var directory = new TemporaryDirectory();
        var snapshots = directory.File("snapshots");
        var time = new FakeTimeProvider();
        await using var provider = await TestProvider.FollowingAsync(time: time, settings: ("Waypost:SnapshotDirectory", snapshots));
        var file = Path.Combine(snapshots, "replica-1", "default+production.flags");
        await Eventually.IsTrueAsync(() => Advanced(time) && File.Exists(file));
        Directory.Delete(snapshots, recursive: true);
        await File.WriteAllTextAsync(snapshots, "in the way", TestContext.Current.CancellationToken);

        await provider.PostAsync(Sample.Updated(Sample.Patch(1, 2)));
        time.Advance(TimeSpan.FromSeconds(2));
        File.Delete(snapshots);

        await Eventually.IsTrueAsync(() => Advanced(time) && File.Exists(file));
    }

    [Fact]
    public async Task A_full_disk_leaves_the_old_file_whole()
    {
        using var directory = new TemporaryDirectory();
        Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", directory.Path), "needs the right to mount a small tmpfs");
        try
        {
            var folder = new SnapshotFolder(
                directory.Path,
                1024 * 1024,
                isOwn: true,
                TimeProvider.System,
                Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance
            );
            folder.Save(Sample.Production, EnvironmentState.Of(Sample.Snapshot(1)));
            var tooBig = EnvironmentState.Of(Sample.Snapshot(2, flags: Sample.Flag(padding: new string('x', 100 * 1024))));

            Assert.ThrowsAny<IOException>(() => folder.Save(Sample.Production, tooBig));

            Assert.Equal(Sample.Snapshot(1), Assert.Single(folder.LoadSnapshots()).Snapshot);
            folder.Save(Sample.Production, EnvironmentState.Of(Sample.Snapshot(3)));
            Assert.Equal(3, Assert.Single(folder.LoadSnapshots()).Snapshot.Version);
        }
        finally
        {
            Run("umount", directory.Path);
        }

        await Task.CompletedTask;
    }

    private static bool Advanced(FakeTimeProvider time)
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
