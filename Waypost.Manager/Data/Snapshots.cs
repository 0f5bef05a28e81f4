using System.Collections.Concurrent;
using System.Data;
using Microsoft.EntityFrameworkCore;
using Waypost.Flags;

namespace Waypost.Manager.Data;

/// <summary>
/// The newest known snapshot of every environment, in memory. Only a cache: a snapshot is used if it has the version in the
/// environment's row; otherwise it is updated with the stored patches, or loaded again.
/// </summary>
internal sealed class Snapshots(IDbContextFactory<ManagerDb> databases)
{
    private readonly ConcurrentDictionary<string, Snapshot> newest = new(StringComparer.Ordinal);

    /// <summary>Caches a snapshot that was just committed; an older one of the same epoch never replaces a newer one.</summary>
    public void Remember(Snapshot snapshot) =>
        newest.AddOrUpdate(snapshot.Epoch, snapshot, (_, known) => known.Version > snapshot.Version ? known : snapshot);

    /// <summary>The snapshot at the version in the given row. The caller's transaction must keep the row from changing.</summary>
    public async Task<Snapshot> GetAsync(ManagerDb db, string project, ProjectEnvironment environment, CancellationToken cancellationToken)
    {
        if (newest.TryGetValue(environment.Epoch, out var known))
        {
            if (known.Version == environment.Version)
            {
                return known;
            }

            if (known.Version < environment.Version && await BringForwardAsync(db, known, environment, cancellationToken) is { } current)
            {
                return current;
            }
        }

        return await LoadAsync(db, project, environment, cancellationToken);
    }

    /// <summary>The latest snapshot by keys; null if the environment does not exist.</summary>
    public async Task<Snapshot?> FindAsync(string project, string environment, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(
                async token =>
                {
                    // One snapshot of the database for the version, flags and segments.
                    await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, token);
                    var row = await db
                        .Environments.AsNoTracking()
                        .Include(e => e.Project)
                        .SingleOrDefaultAsync(e => e.Project.Key == project && e.Key == environment, token);
                    if (row is null)
                    {
                        return null;
                    }

                    var snapshot = await GetAsync(db, row.Project.Key, row, token);
                    Remember(snapshot);
                    return snapshot;
                },
                cancellationToken
            );
    }

    private static async Task<Snapshot?> BringForwardAsync(
        ManagerDb db,
        Snapshot known,
        ProjectEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        var patches = await db
            .Patches.AsNoTracking()
            .Where(p => p.EnvironmentId == environment.Id && p.Version > known.Version && p.Version <= environment.Version)
            .OrderBy(p => p.Version)
            .Select(p => p.Patch)
            .ToListAsync(cancellationToken);
        if (patches.Count != environment.Version - known.Version || patches.Exists(p => p.Epoch != known.Epoch))
        {
            return null;
        }

        return patches.Aggregate(known, Patch.Apply);
    }

    private static async Task<Snapshot> LoadAsync(
        ManagerDb db,
        string project,
        ProjectEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        // Not tracked, so that the caller's unsaved edits are left out: this is the state before them.
        var flags = await db
            .FlagSettings.AsNoTracking()
            .Include(s => s.Flag)
            .Where(s => s.EnvironmentId == environment.Id && !s.Flag.Archived)
            .ToListAsync(cancellationToken);
        var segments = await db.Segments.AsNoTracking().Where(s => s.EnvironmentId == environment.Id).ToListAsync(cancellationToken);
        return new()
        {
            Project = project,
            Environment = environment.Key,
            Epoch = environment.Epoch,
            Version = environment.Version,
            Flags = [.. flags.Select(s => s.ToFlag(s.Flag)).OrderBy(f => f.Key, StringComparer.Ordinal)],
            Segments = [.. segments.Select(s => s.ToSegment()).OrderBy(s => s.Key, StringComparer.Ordinal)],
        };
    }
}
