using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Waypost.Flags;
using Waypost.Manager.Core;

namespace Waypost.Manager.Data;

/// <summary>
/// The only write path that may increment an environment's version. One transaction locks the environments, runs the edit,
/// validates the new snapshot, increments the version, writes settings, audit log and patch, and notifies. An edit is saved
/// completely or not at all.
/// </summary>
internal sealed class Changes(IDbContextFactory<ManagerDb> databases, Snapshots snapshots, ChangeSignal signal, TimeProvider time)
{
    /// <summary>Edits one environment of a project, or all of them if <paramref name="environment"/> is null.</summary>
    /// <param name="edit">Changes tracked entities and records the changes in the <see cref="ChangeSet"/>. It must have no other effect,
    /// because it runs again if the connection breaks.</param>
    public async Task<Outcome<T>> ApplyAsync<T>(
        string project,
        string? environment,
        Actor actor,
        Func<ChangeSet, CancellationToken, Task<Outcome<T>>> edit,
        CancellationToken cancellationToken
    )
    {
        using var activity = Instruments.Source.StartActivity("waypost.change");
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.Database.AutoSavepointsEnabled = false;
        var changeId = Guid.CreateVersion7();
        List<Snapshot> next = [];
        Outcome<T> outcome = default;
        // Retried when the connection breaks; if it breaks during the commit, the audit log shows whether the commit succeeded.
        await db
            .Database.CreateExecutionStrategy()
            .ExecuteInTransactionAsync(
                async token =>
                {
                    db.ChangeTracker.Clear();
                    next = [];
                    outcome = await TryApplyAsync(db, project, environment, actor, changeId, edit, next, token);
                },
                token => db.AuditEntries.AnyAsync(e => e.ChangeId == changeId, token),
                cancellationToken
            );

        if (outcome.Refusal is null)
        {
            foreach (var snapshot in next)
            {
                snapshots.Remember(snapshot);
                activity?.SetTag("waypost.version", snapshot.Version);
            }

            signal.Pulse();
        }

        return outcome;
    }

    private async Task<Outcome<T>> TryApplyAsync<T>(
        ManagerDb db,
        string projectKey,
        string? environmentKey,
        Actor actor,
        Guid changeId,
        Func<ChangeSet, CancellationToken, Task<Outcome<T>>> edit,
        List<Snapshot> next,
        CancellationToken cancellationToken
    )
    {
        var project = await FindAsync(db, projectKey, environmentKey is null, cancellationToken);
        if (project is null)
        {
            return new Refusal.NotFound($"There is no project '{projectKey}'.");
        }

        var locked = await LockAsync(db, project, environmentKey, cancellationToken);
        if (environmentKey is not null && locked.Count == 0)
        {
            return new Refusal.NotFound($"Project '{project.Key}' has no environment '{environmentKey}'.");
        }

        var change = new ChangeSet(db, project, locked, actor, time.Now(), changeId);
        var outcome = await edit(change, cancellationToken);
        if (outcome.Refusal is not null)
        {
            return outcome;
        }

        foreach (var (environment, edits) in change.GetEdits())
        {
            var before = await snapshots.GetAsync(db, project.Key, environment, cancellationToken);
            var patch = edits.ToPatch(before);
            if (patch.IsEmpty)
            {
                continue;
            }

            var after = Patch.Apply(before, patch);
            if (SnapshotValidator.Validate(after) is { Count: > 0 } faults)
            {
                return new Refusal.Invalid(SnapshotFaults.ByField(faults));
            }

            environment.MoveToNextVersion();
            db.Patches.Add(EnvironmentPatch.Create(environment, patch, Activity.Current?.Id, change.At));
            next.Add(after);
            if (after.Version % EnvironmentPatch.PruneEvery == 0)
            {
                await db
                    .Patches.Where(p => p.EnvironmentId == environment.Id && p.Version <= after.Version - EnvironmentPatch.Kept)
                    .ExecuteDeleteAsync(cancellationToken);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        if (next.Count > 0 || change.Notifies)
        {
            await db.NotifyAsync(cancellationToken);
        }

        return outcome;
    }

    /// <summary>
    /// An edit of all environments also locks the project, so that no environment is added meanwhile. Not "for update": edits of
    /// one environment reference the project's row in the audit log, and must not wait for it.
    /// </summary>
    private static Task<Project?> FindAsync(ManagerDb db, string key, bool allEnvironments, CancellationToken cancellationToken) =>
        allEnvironments
            ? db.Projects.FromSql($"select * from projects where key = {key} for no key update").SingleOrDefaultAsync(cancellationToken)
            : db.Projects.SingleOrDefaultAsync(p => p.Key == key, cancellationToken);

    /// <summary>Locks in the order of ids, so that two edits of several environments cannot deadlock.</summary>
    private static async Task<List<ProjectEnvironment>> LockAsync(
        ManagerDb db,
        Project project,
        string? key,
        CancellationToken cancellationToken
    )
    {
        var rows = key is null
            ? db.Environments.FromSql($"select * from environments where project_id = {project.Id} order by id for update")
            : db.Environments.FromSql($"select * from environments where project_id = {project.Id} and key = {key} for update");
        return await rows.ToListAsync(cancellationToken);
    }
}
