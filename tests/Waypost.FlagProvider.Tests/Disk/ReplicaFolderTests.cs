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
    public void Replicas_that_start_at_the_same_time_claim_different_folders()
    {
        var names = Enumerable.Range(0, 16).AsParallel().WithDegreeOfParallelism(16).Select(_ => Name(Claim())).ToList();

        Assert.Equal(Enumerable.Range(1, 16).Select(number => $"replica-{number}").Order(), names.Order());
    }

    [Fact]
    public void A_new_replica_claims_the_folder_of_one_that_ended()
    {
        Claim();
        var second = Claim();
        Claim();
        var path = second.OwnPath;
        second.Dispose();

        Assert.Equal(path, Claim().OwnPath);
        Assert.Equal("replica-4", Name(Claim()));
    }

    [Fact]
    public void A_lock_file_without_a_lock_is_ignored()
    {
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(directory.File("replica-1")).FullName, "lock"), "4711");

        Assert.Equal("replica-1", Name(Claim()));
    }

    [Fact]
    public void The_free_folder_with_the_newest_snapshots_is_claimed_first()
    {
        var time = DateTimeOffset.UnixEpoch;
        Save("replica-1", version: 1, time);
        Save("replica-2", version: 2, time.AddDays(2));
        Save("replica-3", version: 3, time.AddDays(1));

        Assert.Equal(["replica-2", "replica-3", "replica-1", "replica-4"], Enumerable.Range(0, 4).Select(_ => Name(Claim())).ToList());
    }

    [Fact]
    public void Legacy_files_move_to_the_first_folder()
    {
        Save("", version: 7, DateTimeOffset.UnixEpoch);
        File.WriteAllText(directory.File("sdk-keys"), "keys");
        File.WriteAllText(directory.File("webhook-ids"), "ids");
        File.WriteAllText(directory.File("notes.txt"), "another program's");

        var folder = Claim();

        Assert.Equal(7, Assert.Single(Open(folder.OwnPath!).LoadSnapshots()).Snapshot.Version);
        Assert.Equal("keys", File.ReadAllText(Path.Combine(folder.OwnPath!, "sdk-keys")));
        Assert.Equal("ids", File.ReadAllText(Path.Combine(folder.OwnPath!, "webhook-ids")));
        Assert.Equal(["notes.txt"], Directory.GetFiles(directory.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Legacy_files_do_not_replace_newer_ones()
    {
        Save("", version: 7, DateTimeOffset.UnixEpoch);
        Save("replica-1", version: 8, DateTimeOffset.UnixEpoch.AddDays(1));

        Assert.Equal(8, Assert.Single(Open(Claim().OwnPath!).LoadSnapshots()).Snapshot.Version);
    }

    [Fact]
    public void When_all_folders_are_claimed_the_error_names_the_directory()
    {
        for (var number = 0; number < ReplicaFolder.MaxReplicas; number++)
        {
            Claim();
        }

        var exception = Assert.Throws<IOException>(Claim);

        Assert.Contains(
            $"None of the {ReplicaFolder.MaxReplicas} folders of {directory.Path}",
            exception.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_removed_folder_can_be_claimed_again()
    {
        var folder = Claim();
        Directory.Delete(folder.OwnPath!, recursive: true);

        Assert.False(folder.IsClaimed);
        folder.Claim();
        Assert.True(folder.IsClaimed);
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

    private void Save(string folder, long version, DateTimeOffset at)
    {
        var opened = Open(Directory.CreateDirectory(directory.File(folder)).FullName);
        opened.Save(TestData.Production, EnvironmentState.From(TestData.Snapshot(version)));
        opened.SetConfirmedAt(TestData.Production, at);
    }

    private static string Name(ReplicaFolder folder) => Path.GetFileName(folder.OwnPath)!;

    private static SnapshotFolder Open(string path) => new(path, 1024 * 1024, isOwn: true, TimeProvider.System, NullLogger.Instance);
}
