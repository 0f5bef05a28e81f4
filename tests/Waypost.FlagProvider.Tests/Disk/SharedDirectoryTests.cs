using System.Net;
using Waypost.FlagProvider.Disk;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Testing;

namespace Waypost.FlagProvider.Tests.Disk;

/// <summary>Replicas on one machine are started with the same settings, so they share one snapshot directory.</summary>
[Trait("Fault", "03")]
public sealed class SharedDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    [Fact]
    public async Task Each_replica_keeps_its_own_files_and_finds_them_again()
    {
        await using (await StartAndSyncAsync(ManagerWith(1)))
        await using (await StartAndSyncAsync(ManagerWith(2))) { }

        await using var one = await StartWithoutManagerAsync();
        await using var other = await StartWithoutManagerAsync();

        Assert.Equal(["\"e1.1\"", "\"e1.2\""], new[] { await GetETagAsync(one), await GetETagAsync(other) }.Order());
    }

    [Fact]
    public async Task A_replica_added_while_the_manager_is_unavailable_starts_with_the_files_of_the_others()
    {
        await using var first = await StartAndSyncAsync(ManagerWith(41));
        await Eventually.IsTrueAsync(() =>
            File.Exists(directory.File("replica-1/sdk-keys")) && File.Exists(directory.File("replica-1/default+production.flags"))
        );

        await using var added = await StartWithoutManagerAsync();

        Assert.Equal("\"e1.41\"", await GetETagAsync(added));
        await Eventually.IsTrueAsync(() => File.Exists(directory.File("replica-2/default+production.flags")));
        Assert.True(File.Exists(directory.File("replica-2/sdk-keys")));
    }

    [Fact]
    public async Task A_provider_that_can_claim_no_folder_still_serves_the_files_in_the_directory()
    {
        await using (await StartAndSyncAsync(ManagerWith(5))) { }

        foreach (var file in Directory.GetFiles(directory.File("replica-1")))
        {
            File.Move(file, directory.File(Path.GetFileName(file)));
        }

        Directory.Delete(directory.File("replica-1"));
        foreach (var number in Enumerable.Range(1, ReplicaFolder.MaxReplicas))
        {
            await File.WriteAllTextAsync(directory.File($"replica-{number}"), "in the way", TestContext.Current.CancellationToken);
        }

        await using var provider = await StartWithoutManagerAsync();

        Assert.Equal("\"e1.5\"", await GetETagAsync(provider));
    }

    [Fact]
    public async Task A_damaged_file_of_another_replica_is_not_touched()
    {
        await using (await StartAndSyncAsync(ManagerWith(5))) { }

        using var owner = new ReplicaFolder(directory.Path);
        owner.Claim();
        var file = directory.File("replica-1/default+production.flags");
        await File.WriteAllTextAsync(file, "rubbish", TestContext.Current.CancellationToken);

        await using var provider = await StartWithoutManagerAsync();

        using var response = await provider.GetAsync("/flags");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("rubbish", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    public void Dispose() => directory.Dispose();

    private static FakeManager ManagerWith(long version) => TestProvider.ManagerWith(TestData.Snapshot(version));

    private Task<TestProvider> StartAndSyncAsync(FakeManager manager) =>
        TestProvider.StartAndSyncAsync(manager, settings: directory.Setting);

    private Task<TestProvider> StartWithoutManagerAsync()
    {
        var manager = new FakeManager();
        manager.FailWith(HttpStatusCode.ServiceUnavailable);
        return TestProvider.StartAsync(manager, settings: directory.Setting);
    }

    private static async Task<string?> GetETagAsync(TestProvider provider)
    {
        using var flags = await provider.GetAsync("/flags");
        return flags.Headers.ETag?.Tag;
    }
}
