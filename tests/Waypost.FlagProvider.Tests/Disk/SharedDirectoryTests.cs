using System.Net;
using Waypost.FlagProvider.Disk;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Testing;

namespace Waypost.FlagProvider.Tests.Disk;

/// <summary>Replicas of one machine are started with the same settings, so they share one snapshot directory.</summary>
[Trait("Fault", "03")]
public sealed class SharedDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    [Fact]
    public async Task Each_replica_keeps_its_own_files_and_finds_them_again()
    {
        await using (await FollowingAsync(Holding(1)))
        await using (await FollowingAsync(Holding(2))) { }

        await using var one = await StartAsync();
        await using var other = await StartAsync();

        Assert.Equal(["\"e1.1\"", "\"e1.2\""], new[] { await TagAsync(one), await TagAsync(other) }.Order());
    }

    [Fact]
    public async Task A_replica_that_is_added_while_the_manager_is_away_starts_with_what_the_others_hold()
    {
        await using var first = await FollowingAsync(Holding(41));
        await Eventually.IsTrueAsync(() =>
            File.Exists(directory.File("replica-1/sdk-keys")) && File.Exists(directory.File("replica-1/default+production.flags"))
        );

        await using var added = await StartAsync();

        Assert.Equal("\"e1.41\"", await TagAsync(added));
        await Eventually.IsTrueAsync(() => File.Exists(directory.File("replica-2/default+production.flags")));
        Assert.True(File.Exists(directory.File("replica-2/sdk-keys")));
    }

    [Fact]
    public async Task A_provider_that_can_take_no_folder_still_serves_what_lies_there()
    {
        await using (await FollowingAsync(Holding(5))) { }

        foreach (var file in Directory.GetFiles(directory.File("replica-1")))
        {
            File.Move(file, directory.File(Path.GetFileName(file)));
        }

        Directory.Delete(directory.File("replica-1"));
        foreach (var number in Enumerable.Range(1, ReplicaFolder.Most))
        {
            await File.WriteAllTextAsync(directory.File($"replica-{number}"), "in the way", TestContext.Current.CancellationToken);
        }

        await using var provider = await StartAsync();

        Assert.Equal("\"e1.5\"", await TagAsync(provider));
    }

    [Fact]
    public async Task A_damaged_file_of_another_replica_is_left_to_it()
    {
        await using (await FollowingAsync(Holding(5))) { }

        using var holder = new ReplicaFolder(directory.Path);
        holder.Claim();
        var file = directory.File("replica-1/default+production.flags");
        await File.WriteAllTextAsync(file, "rubbish", TestContext.Current.CancellationToken);

        await using var provider = await StartAsync();

        Assert.Equal("rubbish", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    public void Dispose() => directory.Dispose();

    private static FakeManager Holding(long version) => TestProvider.Holding(Sample.Snapshot(version));

    private Task<TestProvider> FollowingAsync(FakeManager manager) => TestProvider.FollowingAsync(manager, settings: directory.Setting);

    /// <summary>Without its manager.</summary>
    private Task<TestProvider> StartAsync()
    {
        var manager = new FakeManager();
        manager.Break(HttpStatusCode.ServiceUnavailable);
        return TestProvider.StartAsync(manager, settings: directory.Setting);
    }

    private static async Task<string?> TagAsync(TestProvider provider)
    {
        using var flags = await provider.GetAsync("/flags");
        return flags.Headers.ETag?.Tag;
    }
}
