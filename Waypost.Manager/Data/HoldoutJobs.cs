using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Data;

/// <summary>Queues the computations of holdouts' reports for the stats worker, one of a holdout at a time.</summary>
internal static class HoldoutJobs
{
    /// <summary>Computations kept per holdout. The latest result is always kept.</summary>
    private const int MaxKept = 20;

    /// <summary>The one that is queued or running, or a new one. Call it in a transaction that has locked the holdout.</summary>
    /// <param name="payload">Used for a new one.</param>
    public static async Task<HoldoutJob> QueueAsync(
        ManagerDb db,
        Holdout holdout,
        JsonElement payload,
        string by,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var latest = await FindLatestAsync(db.HoldoutJobs, holdout.Id, cancellationToken);
        if (latest is { Job.IsOpen: true })
        {
            return latest;
        }

        var job = HoldoutJob.Create(
            holdout,
            (latest?.Number ?? 0) + 1,
            Job.Create(JobKinds.Holdout, payload, Activity.Current?.Id, at),
            by
        );
        db.Add(job);
        await db.Database.ExecuteSqlAsync($"select pg_notify({JobChannel.Name}, {JobChannel.NewJob})", cancellationToken);
        await PruneAsync(db, holdout.Id, job.Number - MaxKept, cancellationToken);
        return job;
    }

    public static Task<HoldoutJob?> FindLatestAsync(IQueryable<HoldoutJob> jobs, int holdoutId, CancellationToken cancellationToken) =>
        jobs.Include(j => j.Job)
            .Where(j => j.HoldoutId == holdoutId)
            .OrderByDescending(j => j.Number)
            .FirstOrDefaultAsync(cancellationToken);

    public static Task<HoldoutJob?> FindLatestResultAsync(ManagerDb db, int holdoutId, CancellationToken cancellationToken) =>
        FindLatestAsync(db.HoldoutJobs.AsNoTracking().Where(j => j.Job.Status == JobStatus.Succeeded), holdoutId, cancellationToken);

    /// <summary>Whether somebody may have seen a report.</summary>
    public static Task<bool> HaveResultAsync(ManagerDb db, int holdoutId, CancellationToken cancellationToken) =>
        db.HoldoutJobs.AnyAsync(j => j.HoldoutId == holdoutId && j.Job.Status == JobStatus.Succeeded, cancellationToken);

    /// <summary>The database deletes holdouts with their project, but not their jobs, which contain encrypted passwords.</summary>
    public static Task RemoveAsync(ManagerDb db, int projectId, CancellationToken cancellationToken) =>
        db
            .Jobs.Where(j =>
                db.HoldoutJobs.Any(h => h.JobId == j.Id && db.Holdouts.Any(x => x.Id == h.HoldoutId && x.ProjectId == projectId))
            )
            .ExecuteDeleteAsync(cancellationToken);

    private static async Task PruneAsync(ManagerDb db, int holdoutId, int upTo, CancellationToken cancellationToken)
    {
        if (upTo > 0)
        {
            await db
                .Jobs.Where(j =>
                    db.HoldoutJobs.Any(h =>
                        h.JobId == j.Id
                        && h.HoldoutId == holdoutId
                        && h.Number <= upTo
                        && (
                            h.Job.Status != JobStatus.Succeeded
                            || db.HoldoutJobs.Any(later =>
                                later.HoldoutId == holdoutId && later.Number > h.Number && later.Job.Status == JobStatus.Succeeded
                            )
                        )
                    )
                )
                .ExecuteDeleteAsync(cancellationToken);
        }
    }
}
