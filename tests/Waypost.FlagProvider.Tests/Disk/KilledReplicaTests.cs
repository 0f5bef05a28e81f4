using Microsoft.Extensions.Logging.Abstractions;
using Waypost.FlagProvider.Disk;
using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Testing;

namespace Waypost.FlagProvider.Tests.Disk;

/// <summary>The real program, several at once, killed without warning.</summary>
[Trait("Fault", "03")]
public class KilledReplicaTests
{
    [Fact]
    public async Task Replicas_started_under_new_ids_share_out_their_predecessors_files_even_after_a_kill()
    {
        using var directory = new TemporaryDirectory();
        Keep(directory, "replica-1", 11);
        Keep(directory, "replica-2", 12);
        await using var manager = await UnavailableManager.OpenAsync();

        await using var a = ProviderProcess.Start("a", manager.Address, directory.Path);
        await using var b = ProviderProcess.Start("b", manager.Address, directory.Path);
        Assert.Equal(["e1.11", "e1.12"], new[] { await manager.HeldByAsync("a"), await manager.HeldByAsync("b") }.Order());

        var left = await manager.HeldByAsync("a");
        await a.KillAsync();
        await using var c = ProviderProcess.Start("c", manager.Address, directory.Path);
        Assert.Equal(left, await manager.HeldByAsync("c"));

        await b.KillAsync();
        await c.KillAsync();
        await using var d = ProviderProcess.Start("d", manager.Address, directory.Path);
        await using var e = ProviderProcess.Start("e", manager.Address, directory.Path);
        Assert.Equal(["e1.11", "e1.12"], new[] { await manager.HeldByAsync("d"), await manager.HeldByAsync("e") }.Order());
    }

    private static void Keep(TemporaryDirectory directory, string folder, long version) =>
        new SnapshotFolder(
            Directory.CreateDirectory(directory.File(folder)).FullName,
            1024 * 1024,
            isOwn: true,
            TimeProvider.System,
            NullLogger.Instance
        ).Save(Sample.Production, EnvironmentState.Of(Sample.Snapshot(version)));
}
