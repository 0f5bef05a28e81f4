using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Tests.Support;
using Waypost.Testing;

namespace Waypost.Manager.Tests.Writes;

/// <summary>The write path itself: what it locks, saves, remembers, notifies and deletes.</summary>
public sealed class ChangesTests : IClassFixture<ManagerUnderTest>
{
    private readonly ManagerUnderTest manager;
    private readonly Snapshots snapshots;
    private readonly ChangeSignal signal = new();
    private readonly Changes changes;

    public ChangesTests(ManagerUnderTest manager)
    {
        this.manager = manager;
        var databases = manager.Get<IDbContextFactory<ManagerDb>>();
        snapshots = new(databases);
        // With its own cache and signal, which nothing else in the running manager touches.
        changes = new(databases, snapshots, signal, TimeProvider.System);
    }

    private static CancellationToken Cancellation => TestTimeout.Token();

    [Fact]
    public async Task An_unknown_project_or_environment_is_named()
    {
        var project = await manager.NewProjectAsync();

        Assert.Equal("There is no project 'nowhere'.", await MessageAsync("nowhere", "production"));
        Assert.Equal($"Project '{project}' has no environment 'moon'.", await MessageAsync(project, "moon"));

        async Task<string?> MessageAsync(string inProject, string environment) =>
            (
                await changes.ApplyAsync<Done>(
                    inProject,
                    environment,
                    Actor.System,
                    (_, _) => throw new InvalidOperationException("The edit must not run."),
                    Cancellation
                )
            )
                .Refusal
                ?.Message;
    }

    [Fact]
    public async Task An_edit_that_refuses_itself_saves_nothing()
    {
        var project = await NewProjectAsync();
        var waiting = signal.Next;

        var outcome = await changes.ApplyAsync<Done>(
            project,
            "production",
            Actor.System,
            (change, _) =>
            {
                change.Log("REFUSED", "served", change.Environment, null, JsonElement.Parse("1"));
                return Task.FromResult<Outcome<Done>>(new Refusal.Conflict("No."));
            },
            Cancellation
        );

        Assert.Equal("No.", outcome.Refusal?.Message);
        Assert.False(waiting.IsCompleted);
        await using var db = manager.OpenDatabase();
        Assert.False(await db.AuditEntries.AnyAsync(entry => entry.Type == "REFUSED", Cancellation));
    }

    [Fact]
    public async Task A_saved_edit_is_traced_remembered_and_signalled()
    {
        var project = await NewProjectAsync();
        var waiting = signal.Next;
        var activities = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Instruments.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var test = new Activity("test").Start();

        await SwitchAsync(project);

        Assert.True(waiting.IsCompleted);
        var activity = Assert.Single(activities, stopped => stopped.TraceId == test.TraceId);
        var row = await EnvironmentAsync(project, "production");
        Assert.Equal(("waypost.change", row.Version), (activity.OperationName, activity.GetTagItem("waypost.version")));
        // Without a database: only from memory.
        Assert.Equal(row.Version, (await snapshots.GetAsync(null!, project, row, Cancellation)).Version);
    }

    [Fact]
    public async Task Other_managers_are_notified_of_versions_and_on_request_but_not_of_edits_that_change_nothing()
    {
        var project = await NewProjectAsync();
        await using var connection = new NpgsqlConnection(manager.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await ExecuteAsync(connection, $"listen {ChangeSignal.Channel}");
        var payloads = new List<string>();
        connection.Notification += (_, notification) => payloads.Add(notification.Payload);

        await EditAsync(project, _ => { });
        Assert.Equal(0, await NotificationsAsync());
        await SwitchAsync(project);
        Assert.Equal(1, await NotificationsAsync());
        await EditAsync(project, change => change.Notify());
        Assert.Equal(2, await NotificationsAsync());

        async Task<int> NotificationsAsync()
        {
            // Notifications arrive in the order of the commits, so that everything before the marker has arrived with it.
            var marker = $"marker {payloads.Count}";
            await using (var other = new NpgsqlConnection(manager.ConnectionString))
            {
                await other.OpenAsync(Cancellation);
                await ExecuteAsync(other, $"select pg_notify('{ChangeSignal.Channel}', '{marker}')");
            }

            while (!payloads.Contains(marker))
            {
                await connection.WaitAsync(Cancellation);
            }

            return payloads.Count(payload => payload.Length == 0);
        }
    }

    [Fact]
    public async Task Old_patches_of_the_environment_are_deleted_every_so_many_versions()
    {
        const long pruning = EnvironmentPatch.PruneEvery * 10;
        const long oldest = pruning - EnvironmentPatch.Kept;
        var project = await NewProjectAsync();
        await using var connection = new NpgsqlConnection(manager.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await ExecuteAsync(
            connection,
            $"""
            update environments set version = {pruning - 2}
            where key = 'production' and project_id = (select id from projects where key = '{project}');
            insert into environment_patches (environment_id, version, patch, at)
            select e.id, v, json_build_object('epoch', 'other', 'from', v - 1, 'version', v), now()
            from environments e cross join unnest(array[{oldest}, {oldest + 1}]) v
            where project_id = (select id from projects where key = '{project}')
            """
        );

        await SwitchAsync(project);
        Assert.Equal([oldest, oldest + 1, pruning - 1], await PatchesAsync("production"));
        await SwitchAsync(project);

        Assert.Equal([oldest + 1, pruning - 1, pruning], await PatchesAsync("production"));
        Assert.Equal([oldest, oldest + 1], await PatchesAsync("development"));

        async Task<List<long>> PatchesAsync(string environment)
        {
            await using var db = manager.OpenDatabase();
            return await db
                .Patches.Where(patch => patch.Environment.Project.Key == project && patch.Environment.Key == environment)
                // Those from before the version was set.
                .Where(patch => patch.Version >= oldest)
                .Select(patch => patch.Version)
                .Order()
                .ToListAsync(Cancellation);
        }
    }

    [Fact]
    public async Task An_edit_of_one_environment_does_not_wait_for_the_project_and_one_of_all_does()
    {
        var project = await NewProjectAsync();
        var lockProject = $"select 1 from projects where key = '{project}' for no key update";

        await using (var connection = new NpgsqlConnection(manager.ConnectionString))
        {
            await connection.OpenAsync(Cancellation);
            await using var transaction = await connection.BeginTransactionAsync(Cancellation);
            await ExecuteAsync(connection, lockProject);
            await SwitchAsync(project);
        }

        // Fails if the edit does not wait for the lock.
        await Overlap.RunLockedAsync(manager.ConnectionString, lockProject, 1, _ => EditAsync(project, _ => { }, environment: null));
    }

    private async Task<string> NewProjectAsync()
    {
        var project = await manager.NewProjectAsync();
        (await manager.Editor.CallAsync($"POST /projects/{project}/flags", """{"key":"served"}""")).Expect(201);
        return project;
    }

    private async Task SwitchAsync(string project)
    {
        var served = (await manager.Get<Snapshots>().FindAsync(project, "production", Cancellation))!.Flags.Single();
        await EditAsync(project, change => change.Put(change.Environment, served with { Enabled = !served.Enabled }));
    }

    private async Task<Done> EditAsync(string project, Action<ChangeSet> edit, string? environment = "production")
    {
        var outcome = await changes.ApplyAsync<Done>(
            project,
            environment,
            Actor.System,
            (change, _) =>
            {
                edit(change);
                return Task.FromResult<Outcome<Done>>(default(Done));
            },
            Cancellation
        );
        Assert.Null(outcome.Refusal);
        return default;
    }

    private async Task<ProjectEnvironment> EnvironmentAsync(string project, string key)
    {
        await using var db = manager.OpenDatabase();
        return await db.Environments.AsNoTracking().SingleAsync(row => row.Project.Key == project && row.Key == key, Cancellation);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
