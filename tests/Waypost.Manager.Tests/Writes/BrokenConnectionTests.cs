using Microsoft.EntityFrameworkCore;
using Npgsql;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Writes;

/// <summary>Connections break in the middle of edits: nothing is saved partially, and acknowledged edits are saved once.</summary>
[Trait("Fault", "4")]
public sealed class BrokenConnectionTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    [Fact]
    public async Task An_edit_whose_connection_is_killed_within_its_transaction_is_saved_once()
    {
        var project = await CreateFlagAsync();
        await using var blocker = await OpenAsync();
        await using var holding = await blocker.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(
            blocker,
            $"select 1 from environments e join projects p on p.id = e.project_id where p.key = '{project}' for update of e"
        );

        var edit = manager.Editor.CallAsync(
            $"PUT /projects/{project}/environments/production/flags/stormed/assignments/julia",
            """{"variant":"on"}"""
        );
        // It waits for the lock within its transaction. Kill it twice, because it retries.
        await KillConnectionWaitingForLockAsync();
        await KillConnectionWaitingForLockAsync();
        await holding.RollbackAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, (await edit).Expect(200).Body.GetProperty("version").GetInt64());
        await AssertConsistentAsync(project, edits: 1);
    }

    [Fact]
    public async Task In_a_storm_of_killed_connections_no_acknowledged_edit_is_lost_and_none_is_saved_in_part()
    {
        var project = await CreateFlagAsync();
        await using var killer = await OpenAsync();
        var killing = new SemaphoreSlim(1);
        var killed = 0L;

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async editor =>
                {
                    List<(string User, int Status)> edited = [];
                    for (var i = 0; i < 25; i++)
                    {
                        var user = $"user-{editor}-{i}";
                        edited.Add(
                            (
                                user,
                                (
                                    await manager.Editor.CallAsync(
                                        $"PUT /projects/{project}/environments/production/flags/stormed/assignments/{user}",
                                        """{"variant":"on"}"""
                                    )
                                ).Status
                            )
                        );
                        if (i % 5 == editor)
                        {
                            await killing.WaitAsync(TestContext.Current.CancellationToken);
                            killed += await KillOthersAsync(killer);
                            killing.Release();
                        }
                    }

                    return edited;
                })
        );

        var edits = answers.SelectMany(a => a).ToList();
        Assert.NotEqual(0, killed);
        Assert.Contains(edits, e => e.Status == 200);
        Assert.All(edits, e => Assert.Contains(e.Status, new[] { 200, 503 }));
        var assigned = await AssignedAsync(project);
        Assert.Superset(edits.Where(e => e.Status == 200).Select(e => e.User).ToHashSet(), assigned);
        await AssertConsistentAsync(project, assigned.Count);
    }

    /// <summary>Settings, versions, patches and audit log all contain the same edits.</summary>
    private async Task AssertConsistentAsync(string project, int edits)
    {
        var cancellation = TestContext.Current.CancellationToken;
        // Not pooled: the pool may still hold connections that were killed and have not been used since.
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
        // One version is the creation of the flag, whose row names no environment.
        Assert.Equal(edits, events);
        Assert.Equal(edits + 1, environment.Version);
        Assert.Equal(Enumerable.Range(1, edits + 1).Select(v => (long)v), patches.Select(p => p.Version));
        Assert.Equal(edits, (await AssignedAsync(project)).Count);
    }

    private async Task<HashSet<string>> AssignedAsync(string project) =>
        (await manager.Viewer.CallAsync($"GET /projects/{project}/environments/production/flags/stormed"))
            .Expect(200)
            .Body.GetProperty("assignments")
            .EnumerateObject()
            .Select(a => a.Name)
            .ToHashSet();

    /// <summary>Kills all connections to the database except this one, and returns how many there were.</summary>
    private static async Task<long> KillOthersAsync(NpgsqlConnection killer)
    {
        await using var command = new NpgsqlCommand(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
            killer
        );
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private async Task KillConnectionWaitingForLockAsync()
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

    private async Task<string> CreateFlagAsync()
    {
        var project = await manager.NewProjectAsync();
        (await manager.Editor.CallAsync($"POST /projects/{project}/flags", """{"key":"stormed"}""")).Expect(201);
        return project;
    }

    /// <summary>Not pooled, so that it is not one of the manager's connections.</summary>
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
