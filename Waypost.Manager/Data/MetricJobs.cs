using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Data;

/// <summary>Queues a metric's jobs for the stats worker, one at a time.</summary>
internal static class MetricJobs
{
    /// <summary>Jobs kept per metric, and always the latest result.</summary>
    private const int MaxKept = 10;

    /// <summary>
    /// Locks the metric, then returns the job that is queued or running, or queues a new one. Call it in a transaction. Null without the
    /// metric or an analytics database.
    /// </summary>
    public static async Task<MetricJob?> QueueAsync(
        ManagerDb db,
        int metricId,
        Func<MetricDefinition, AnalyticsSource, JsonElement> buildRequest,
        string by,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var metric = await db
            .Metrics.FromSql($"select * from metrics where id = {metricId} and deleted_at is null for update")
            .AsNoTracking()
            .SingleOrDefaultAsync(cancellationToken);
        if (
            metric is null
            || await db.AnalyticsDatabases.AsNoTracking().SingleOrDefaultAsync(d => d.ProjectId == metric.ProjectId, cancellationToken)
                is not { } source
        )
        {
            return null;
        }

        var latest = await FindLatestAsync(db.MetricJobs, metricId, cancellationToken);
        if (latest is { Job.IsOpen: true })
        {
            return latest;
        }

        var job = MetricJob.Create(
            metricId,
            (latest?.Number ?? 0) + 1,
            Job.Create(JobKinds.AaTest, buildRequest(metric.ToDefinition(), source.ToSource()), Activity.Current?.Id, at),
            by
        );
        db.Add(job);
        await db.Database.ExecuteSqlAsync($"select pg_notify({JobChannel.Name}, {JobChannel.NewJob})", cancellationToken);
        await PruneAsync(db, metricId, job.Number - MaxKept, cancellationToken);
        return job;
    }

    public static Task<MetricJob?> FindLatestAsync(IQueryable<MetricJob> jobs, int metricId, CancellationToken cancellationToken) =>
        jobs.Include(j => j.Job).Where(j => j.MetricId == metricId).OrderByDescending(j => j.Number).FirstOrDefaultAsync(cancellationToken);

    /// <summary>Null without a result.</summary>
    public static async Task<AaTestResult?> FindLatestResultAsync(ManagerDb db, int metricId, CancellationToken cancellationToken) =>
        (await FindLatestAsync(Succeeded(db.MetricJobs.AsNoTracking()), metricId, cancellationToken))?.Job.Result?.Deserialize(
            ExperimentsJson.Default.AaTestResult
        );

    /// <summary>Deletes the jobs of metrics, which contain encrypted passwords.</summary>
    public static Task RemoveAsync(ManagerDb db, IQueryable<Metric> metrics, CancellationToken cancellationToken) =>
        db
            .Jobs.Where(j => db.MetricJobs.Any(m => m.JobId == j.Id && metrics.Any(x => x.Id == m.MetricId)))
            .ExecuteDeleteAsync(cancellationToken);

    private static IQueryable<MetricJob> Succeeded(IQueryable<MetricJob> jobs) => jobs.Where(j => j.Job.Status == JobStatus.Succeeded);

    private static async Task PruneAsync(ManagerDb db, int metricId, int upTo, CancellationToken cancellationToken)
    {
        if (upTo > 0)
        {
            var newest = await Succeeded(db.MetricJobs).Where(j => j.MetricId == metricId).MaxAsync(j => (int?)j.Number, cancellationToken);
            await db
                .Jobs.Where(j =>
                    db.MetricJobs.Any(m => m.JobId == j.Id && m.MetricId == metricId && m.Number <= upTo && m.Number != newest)
                )
                .ExecuteDeleteAsync(cancellationToken);
        }
    }
}
