using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.EntityFrameworkCore;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Data;

/// <summary>Queues an experiment's jobs for the stats worker, one of a kind at a time.</summary>
internal static class ExperimentJobs
{
    /// <summary>
    /// Jobs kept per experiment and kind: older ones are deleted so that the table does not grow without limit. The latest result is
    /// always kept: the nights after it may all have failed.
    /// </summary>
    private const int MaxKept = 60;

    /// <summary>
    /// Locks the experiment, then returns the job that is queued or running, or queues a new one. Call it in a transaction.
    /// </summary>
    public static async Task<ExperimentJob?> QueueAsync(
        ManagerDb db,
        long experimentId,
        string kind,
        Func<Experiment, AnalyticsSource, CancellationToken, Task<JsonElement>> buildRequest,
        string by,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var experiment = await db
            .Experiments.FromSql($"select * from experiments where id = {experimentId} for update")
            .SingleOrDefaultAsync(cancellationToken);
        if (
            experiment is not { Status: not ExperimentStatus.Draft }
            || await db.AnalyticsDatabases.SingleOrDefaultAsync(d => d.ProjectId == experiment.ProjectId, cancellationToken)
                is not { } source
        )
        {
            return null;
        }

        var latest = await FindLatestAsync(db.ExperimentJobs, experimentId, kind, cancellationToken);
        if (latest is { Job.IsOpen: true } && latest.Phase == experiment.Phase)
        {
            return latest;
        }

        var payload = await buildRequest(experiment, source.ToSource(), cancellationToken);
        var job = ExperimentJob.Create(
            experiment,
            kind,
            (latest?.Number ?? 0) + 1,
            Job.Create(kind, payload, Activity.Current?.Id, at),
            by
        );
        db.Add(job);
        await db.Database.ExecuteSqlAsync($"select pg_notify({JobChannel.Name}, {JobChannel.NewJob})", cancellationToken);
        await PruneAsync(db, experimentId, kind, job.Number - MaxKept, cancellationToken);
        return job;
    }

    /// <summary>The job's result; null without a job or a result.</summary>
    public static T? Read<T>(this ExperimentJob? job, JsonTypeInfo<T> type)
        where T : class => job?.Job.Result?.Deserialize(type);

    public static Task<ExperimentJob?> FindLatestAsync(
        IQueryable<ExperimentJob> jobs,
        long experimentId,
        string kind,
        CancellationToken cancellationToken
    ) =>
        jobs.Include(j => j.Job)
            .Where(j => j.ExperimentId == experimentId && j.Kind == kind)
            .OrderByDescending(j => j.Number)
            .FirstOrDefaultAsync(cancellationToken);

    /// <summary>The latest result of the experiment's current phase, or null.</summary>
    public static Task<ExperimentJob?> FindLatestResultAsync(
        ManagerDb db,
        long experimentId,
        string kind,
        CancellationToken cancellationToken
    ) =>
        FindLatestAsync(
            db.ExperimentJobs.AsNoTracking()
                .Where(j => j.Job.Status == JobStatus.Succeeded && db.Experiments.Any(e => e.Id == experimentId && e.Phase == j.Phase)),
            experimentId,
            kind,
            cancellationToken
        );

    /// <summary>The latest result of the experiment's current phase with this text in its request, or null.</summary>
    /// <param name="member">Of the request.</param>
    public static Task<ExperimentJob?> FindLatestResultAsync(
        ManagerDb db,
        long experimentId,
        string kind,
        string member,
        string value,
        CancellationToken cancellationToken
    ) =>
        FindLatestAsync(
            db.ExperimentJobs.FromSql(
                    $"""
                    select experiment_jobs.* from experiment_jobs
                    join experiments on experiments.id = experiment_id and experiments.phase = experiment_jobs.phase
                    join jobs on jobs.id = job_id and jobs.status = {JobStatus.Succeeded} and jobs.payload ->> {member} = {value}
                    """
                )
                .AsNoTracking(),
            experimentId,
            kind,
            cancellationToken
        );

    /// <summary>The latest job of each of several experiments, in one query.</summary>
    public static IQueryable<ExperimentJob> LatestOfEach(ManagerDb db, long[] experiments, string kind) =>
        db
            .ExperimentJobs.FromSql(
                $"""
                select distinct on (experiment_id) * from experiment_jobs
                where experiment_id = any({experiments}) and kind = {kind}
                order by experiment_id, number desc
                """
            )
            .AsNoTracking();

    /// <summary>The latest result of the current phase of each of several experiments, in one query.</summary>
    public static IQueryable<ExperimentJob> LatestResultOfEach(ManagerDb db, long[] experiments, string kind) =>
        db
            .ExperimentJobs.FromSql(
                $"""
                select distinct on (experiment_jobs.experiment_id) experiment_jobs.* from experiment_jobs
                join experiments on experiments.id = experiment_id and experiments.phase = experiment_jobs.phase
                join jobs on jobs.id = job_id and jobs.status = {JobStatus.Succeeded}
                where experiment_id = any({experiments}) and experiment_jobs.kind = {kind}
                order by experiment_jobs.experiment_id, number desc
                """
            )
            .AsNoTracking();

    /// <summary>Cancels a queued or running job and notifies the worker. False if it had already ended.</summary>
    public static async Task<bool> CancelAsync(ManagerDb db, long jobId, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            with cancelled as (
              update jobs set status = {JobStatus.Cancelled}, finished_at = now(), lease_until = null
              where id = {jobId} and status in ({JobStatus.Queued}, {JobStatus.Running}) returning id)
            select pg_notify({JobChannel.Name}, id || ':' || {JobStatus.Cancelled}) from cancelled
            """,
            cancellationToken
        )
            is var _
        && await db.Jobs.AnyAsync(j => j.Id == jobId && j.Status == JobStatus.Cancelled, cancellationToken);

    /// <summary>
    /// Cancels every job of a project's experiments, metrics and holdouts, and removes the encrypted passwords from them.
    /// </summary>
    public static Task RemovePasswordsAsync(ManagerDb db, int projectId, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
            with forgotten as (
              update jobs set payload = payload #- array['source', 'protectedPassword'], lease_until = null,
                error = case when status in ({JobStatus.Queued}, {JobStatus.Running})
                  then 'The analytics database was disconnected.' else error end,
                finished_at = coalesce(finished_at, now()),
                status = case when status in ({JobStatus.Queued}, {JobStatus.Running}) then {JobStatus.Cancelled} else status end
              where id in (
                select job_id from experiment_jobs join experiments on experiments.id = experiment_id where project_id = {projectId}
                union all
                select job_id from metric_jobs join metrics on metrics.id = metric_id where project_id = {projectId}
                union all
                select job_id from holdout_jobs join holdouts on holdouts.id = holdout_id where project_id = {projectId})
              returning id)
            select count(pg_notify({JobChannel.Name}, id || ':' || {JobStatus.Cancelled})) from forgotten
            """,
            cancellationToken
        );

    /// <summary>
    /// The database deletes experiments with their environment or project, but not their jobs, which contain encrypted passwords.
    /// </summary>
    public static Task RemoveAsync(ManagerDb db, IQueryable<Experiment> experiments, CancellationToken cancellationToken) =>
        db
            .Jobs.Where(j => db.ExperimentJobs.Any(e => e.JobId == j.Id && experiments.Any(x => x.Id == e.ExperimentId)))
            .ExecuteDeleteAsync(cancellationToken);

    private static async Task PruneAsync(ManagerDb db, long experimentId, string kind, int upTo, CancellationToken cancellationToken)
    {
        if (upTo > 0)
        {
            await db
                .Jobs.Where(j =>
                    db.ExperimentJobs.Any(e =>
                        e.JobId == j.Id
                        && e.ExperimentId == experimentId
                        && e.Kind == kind
                        && e.Number <= upTo
                        && (
                            e.Job.Status != JobStatus.Succeeded
                            || db.ExperimentJobs.Any(later =>
                                later.ExperimentId == experimentId
                                && later.Kind == kind
                                && later.Number > e.Number
                                && later.Job.Status == JobStatus.Succeeded
                            )
                        )
                    )
                )
                .ExecuteDeleteAsync(cancellationToken);
        }
    }
}
