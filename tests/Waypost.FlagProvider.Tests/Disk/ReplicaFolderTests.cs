using Microsoft.Extensions.Logging.Abstractions;
using Waypost.FlagProvider.Disk;
using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Testing;

namespace Waypost.FlagProvider.Tests.Disk;

public sealed class ReplicaFolderTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly List<ReplicaFolder> claimed = [];

    [Fact]
    public void Replicas_that_start_at_the_same_moment_get_a_folder_each()
    {
        var names = Enumerable.Range(0, 16).AsParallel().WithDegreeOfParallelism(16).Select(_ => Name(Claim())).ToList();

        Assert.Equal(Enumerable.Range(1, 16).Select(number => $"replica-{number}").Order(), names.Order());
    }

    [Fact]
    public void Whoever_comes_after_one_that_ended_gets_its_folder()
    {
        Claim();
        var second = Claim();
        Claim();
        var path = second.Own;
        second.Dispose();

        Assert.Equal(path, Claim().Own);
        Assert.Equal("replica-4", Name(Claim()));
    }

    [Fact]
    public void A_lock_file_that_nobody_holds_does_not_count()
    {
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(directory.File("replica-1")).FullName, "lock"), "4711");

        Assert.Equal("replica-1", Name(Claim()));
    }

    [Fact]
    public void Of_the_folders_that_are_free_the_one_with_the_newest_snapshots_is_taken_first()
    {
        var time = DateTimeOffset.UnixEpoch;
        Keep("replica-1", version: 1, time);
        Keep("replica-2", version: 2, time.AddDays(2));
        Keep("replica-3", version: 3, time.AddDays(1));

        Assert.Equal(["replica-2", "replica-3", "replica-1", "replica-4"], Enumerable.Range(0, 4).Select(_ => Name(Claim())).ToList());
    }

    [Fact]
    public void Files_from_before_there_were_replicas_become_the_first_folders()
    {
        Keep("", version: 7, DateTimeOffset.UnixEpoch);
        File.WriteAllText(directory.File("sdk-keys"), "keys");
        File.WriteAllText(directory.File("webhook-ids"), "ids");
        File.WriteAllText(directory.File("notes.txt"), "somebody else's");

        var folder = Claim();

        Assert.Equal(7, Assert.Single(Open(folder.Own!).LoadSnapshots()).Snapshot.Version);
        Assert.Equal("keys", File.ReadAllText(Path.Combine(folder.Own!, "sdk-keys")));
        Assert.Equal("ids", File.ReadAllText(Path.Combine(folder.Own!, "webhook-ids")));
        Assert.Equal(["notes.txt"], Directory.GetFiles(directory.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Files_from_before_do_not_replace_newer_ones()
    {
        Keep("", version: 7, DateTimeOffset.UnixEpoch);
        Keep("replica-1", version: 8, DateTimeOffset.UnixEpoch.AddDays(1));

        Assert.Equal(8, Assert.Single(Open(Claim().Own!).LoadSnapshots()).Snapshot.Version);
    }

    [Fact]
    public void When_all_are_taken_it_says_so_and_what_was_tried()
    {
        for (var number = 0; number < ReplicaFolder.Most; number++)
        {
            Claim();
        }

        var fault = Assert.Throws<IOException>(Claim);

        Assert.Contains($"None of the {ReplicaFolder.Most} folders of {directory.Path}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_was_removed_is_asked_for_anew()
    {
        var folder = Claim();
        Directory.Delete(folder.Own!, recursive: true);

        Assert.False(folder.IsHeld);
        folder.Claim();
        Assert.True(folder.IsHeld);
    }

    public void Dispose()
    {
        claimed.ForEach(folder => folder.Dispose());
        directory.Dispose();
    }

    private ReplicaFolder Claim()
    {
        var folder = new ReplicaFolder(directory.Path);
        lock (claimed)
        {
            claimed.Add(folder);
        }

        folder.Claim();
        return folder;
    }

    private void Keep(string folder, long version, DateTimeOffset at)
    {
        var kept = Open(Directory.CreateDirectory(directory.File(folder)).FullName);
        kept.Save(Sample.Production, EnvironmentState.Of(Sample.Snapshot(version)));
        kept.Touch(Sample.Production, at);
    }

    private static string Name(ReplicaFolder folder) => Path.GetFileName(folder.Own)!;

    private static SnapshotFolder Open(string path) => new(path, 1024 * 1024, isOwn: true, TimeProvider.System, NullLogger.Instance);
}
