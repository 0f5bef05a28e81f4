using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Tests.Support;
using Waypost.Testing;

namespace Waypost.Manager.Tests.Starting;

/// <summary>An empty database is filled once, even if several managers start at the same time.</summary>
public sealed class FirstStartTests(FreshDatabase database) : IClassFixture<FreshDatabase>
{
    private static readonly Dictionary<string, string?> Keys = new()
    {
        ["Waypost:Bootstrap:ServerKey"] = "wp_server_" + new string('s', 40),
        ["Waypost:Bootstrap:ClientKey"] = "wp_client_" + new string('c', 40),
        ["Waypost:Demo"] = "true",
    };

    [Fact]
    public async Task Two_managers_starting_together_fill_an_empty_database_once_and_later_starts_change_nothing()
    {
        var together = await Overlap.RunLockedAsync(
            database.ConnectionString,
            $"select pg_advisory_xact_lock({Data.DatabaseMigrator.LockId})",
            2,
            _ => Task.Run(Start)
        );

        await using (var db = ManagerDatabase.Open(database.ConnectionString))
        {
            var cancellation = TestContext.Current.CancellationToken;
            var project = await db.Projects.Include(p => p.Environments).SingleAsync(cancellation);
            Assert.Equal("default", project.Key);
            Assert.Equal(["production", "development"], project.Environments.OrderBy(e => e.Id).Select(e => e.Key));
            Assert.Equal(RunningManager.AdminEmail, (await db.Users.SingleAsync(cancellation)).Email);
            Assert.Equal(["client", "server"], await db.SdkKeys.OrderBy(k => k.Kind).Select(k => k.Kind).ToListAsync(cancellation));
            Assert.Equal(["quote-form", "savings-banner"], await db.Flags.OrderBy(f => f.Key).Select(f => f.Key).ToListAsync(cancellation));
            Assert.Equal(["stopped", "running"], await db.Experiments.OrderBy(e => e.Id).Select(e => e.Status).ToListAsync(cancellation));
            Assert.Equal(1, await db.Deployments.CountAsync(cancellation));
        }

        foreach (var manager in together)
        {
            using var client = manager.Client(RunningManager.AdminToken);
            (await client.CallAsync("GET /projects")).Expect(200);
            (await client.CallAsync("DELETE /projects/default/flags/quote-form")).Expect(manager == together[0] ? 204 : 404);
            await manager.DisposeAsync();
        }

        var before = await StateAsync();
        // With other settings: later starts neither change nor recreate what the first start created.
        await using var later = RunningManager.Start(
            database.ConnectionString,
            new Dictionary<string, string?>(Keys)
            {
                ["Waypost:Bootstrap:AdminEmail"] = "eve@example.com",
                ["Waypost:Bootstrap:AdminToken"] = "wp_pat_" + new string('e', 40),
                ["Waypost:Bootstrap:ServerKey"] = "wp_server_" + new string('e', 40),
            }
        );
        Assert.Equal(before, await StateAsync());
    }

    private RunningManager Start() => RunningManager.Start(database.ConnectionString, Keys);

    private async Task<string> StateAsync()
    {
        await using var db = ManagerDatabase.Open(database.ConnectionString);
        return await Dump.OfAsync(db);
    }
}
