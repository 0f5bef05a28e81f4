using Microsoft.Extensions.Logging.Abstractions;
using Waypost.FlagProvider.Disk;
using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Testing;

namespace Waypost.FlagProvider.Tests.Disk;

/// <summary>Several provider processes, killed without warning.</summary>
[Trait("Fault", "03")]
public class KilledReplicaTests
{
    [Fact]
    public async Task Replicas_with_new_ids_each_claim_a_predecessors_files_even_after_a_kill()
    {
        using var directory = new TemporaryDirectory();
        SaveSnapshot(directory, "replica-1", 11);
        SaveSnapshot(directory, "replica-2", 12);
        await using var manager = await UnavailableManager.OpenAsync();

        await using var a = ProviderProcess.Start("a", manager.Address, directory.Path);
        await using var b = ProviderProcess.Start("b", manager.Address, directory.Path);
        Assert.Equal(
            ["e1.11", "e1.12"],
            new[] { await manager.GetReportedVersionAsync("a"), await manager.GetReportedVersionAsync("b") }.Order()
        );

        var left = await manager.GetReportedVersionAsync("a");
        await a.KillAsync();
        await using var c = ProviderProcess.Start("c", manager.Address, directory.Path);
        Assert.Equal(left, await manager.GetReportedVersionAsync("c"));

        await b.KillAsync();
        await c.KillAsync();
        await using var d = ProviderProcess.Start("d", manager.Address, directory.Path);
        await using var e = ProviderProcess.Start("e", manager.Address, directory.Path);
        Assert.Equal(
            ["e1.11", "e1.12"],
            new[] { await manager.GetReportedVersionAsync("d"), await manager.GetReportedVersionAsync("e") }.Order()
        );
    }

    private static void SaveSnapshot(TemporaryDirectory directory, string folder, long version) =>
        new SnapshotFolder(
            Directory.CreateDirectory(directory.File(folder)).FullName,
            1024 * 1024,
            isOwn: true,
            TimeProvider.System,
            NullLogger.Instance
        ).Save(TestData.Production, EnvironmentState.From(TestData.Snapshot(version)));
}
