using Microsoft.EntityFrameworkCore;
using Npgsql;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Writes;

/// <summary>Connections die in the middle of edits: nothing is half-saved, and what was acknowledged is there, once.</summary>
[Trait("Fault", "4")]
public sealed class BrokenConnectionTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    [Fact]
    public async Task An_edit_whose_connection_is_killed_within_its_transaction_is_made_once()
    {
        var project = await MakeFlagAsync();
        await using var blocker = await OpenAsync();
        await using var holding = await blocker.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(
            blocker,
            $"select 1 from environments e join projects p on p.id = e.project_id where p.key = '{project}' for update of e"
        );

        var edit = manager.Editor.AskAsync(
            $"PUT /projects/{project}/environments/production/flags/stormed/assignments/julia",
            """{"variant":"on"}"""
        );
        // It waits for the lock: within its transaction. Twice, for it tries again.
        await KillWhoWaitsForALockAsync();
        await KillWhoWaitsForALockAsync();
        await holding.RollbackAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, (await edit).Expect(200).Body.GetProperty("version").GetInt64());
        await AssertWholeAsync(project, edits: 1);
    }

    [Fact]
    public async Task In_a_storm_of_killed_connections_no_acknowledged_edit_is_lost_and_none_is_half_there()
    {
        var project = await MakeFlagAsync();
        await using var killer = await OpenAsync();
        var killing = new SemaphoreSlim(1);

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async editor =>
                {
                    List<(string User, int Status)> made = [];
                    for (var i = 0; i < 25; i++)
                    {
                        var user = $"user-{editor}-{i}";
                        made.Add(
                            (
                                user,
                                (
                                    await manager.Editor.AskAsync(
                                        $"PUT /projects/{project}/environments/production/flags/stormed/assignments/{user}",
                                        """{"variant":"on"}"""
                                    )
                                ).Status
                            )
                        );
                        if (i % 5 == editor)
                        {
                            await killing.WaitAsync(TestContext.Current.CancellationToken);
                            await ExecuteAsync(
                                killer,
                                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid "
                                    + "<> pg_backend_pid()"
                            );
                            killing.Release();
                        }
                    }

                    return made;
                })
        );

        var edits = answers.SelectMany(a => a).ToList();
        Assert.All(edits, e => Assert.Contains(e.Status, new[] { 200, 503 }));
        var there = await AssignedAsync(project);
        Assert.Superset(edits.Where(e => e.Status == 200).Select(e => e.User).ToHashSet(), there);
        await AssertWholeAsync(project, there.Count);
    }

    /// <summary>Settings, versions, patches and events log all tell of the same edits.</summary>
    private async Task AssertWholeAsync(string project, int edits)
    {
        var cancellation = TestContext.Current.CancellationToken;
        // Not pooled: the pool may still hold connections that were killed and nobody has used since.
        await using var db = ManagerDatabase.Open(
            new NpgsqlConnectionStringBuilder(manager.ConnectionString) { Pooling = false }.ConnectionString
        );
        var environment = await db
            .Environments.Include(e => e.Project)
            .SingleAsync(e => e.Project.Key == project && e.Key == "production", cancellation);
        var patches = await db.Patches.Where(p => p.EnvironmentId == environment.Id).OrderBy(p => p.Version).ToListAsync(cancellation);
        var events = await db.AuditEntries.CountAsync(
            e => e.ProjectId == environment.ProjectId && e.Environment == "production",
            cancellation
        );
        // One version is the flag's making, whose row names no environment.
        Assert.Equal(edits, events);
        Assert.Equal(edits + 1, environment.Version);
        Assert.Equal(Enumerable.Range(1, edits + 1).Select(v => (long)v), patches.Select(p => p.Version));
        Assert.Equal(edits, (await AssignedAsync(project)).Count);
    }

    private async Task<HashSet<string>> AssignedAsync(string project) =>
        (await manager.Viewer.AskAsync($"GET /projects/{project}/environments/production/flags/stormed"))
            .Expect(200)
            .Body.GetProperty("assignments")
            .EnumerateObject()
            .Select(a => a.Name)
            .ToHashSet();

    private async Task KillWhoWaitsForALockAsync()
    {
        await using var killer = await OpenAsync();
        var killed = false;
        while (!killed)
        {
            await using var command = new NpgsqlCommand(
                "select bool_or(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and "
                    + "wait_event_type = 'Lock'",
                killer
            );
            killed = await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is true;
        }
    }

    private async Task<string> MakeFlagAsync()
    {
        var project = await manager.NewProjectAsync();
        (await manager.Editor.AskAsync($"POST /projects/{project}/flags", """{"key":"stormed"}""")).Expect(201);
        return project;
    }

    /// <summary>Not pooled, so that it is not the manager's.</summary>
    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(manager.ConnectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
