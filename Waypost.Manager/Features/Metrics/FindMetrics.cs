using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Metrics;

/// <summary>Lists a project's metrics, and reads one.</summary>
internal static class FindMetrics
{
    public sealed class Handler(ManagerDb db)
    {
        public async Task<Outcome<Page<MetricView>>> ListAsync(string project, Paging paging, CancellationToken cancellationToken)
        {
            if (paging.Check() is { } refusal)
            {
                return refusal;
            }

            var row = await db.Projects.AsNoTracking().SingleOrDefaultAsync(p => p.Key == project, cancellationToken);
            if (row is null)
            {
                return new Refusal.NotFound($"There is no project '{project}'.");
            }

            var rows = await db
                .Metrics.AsNoTracking()
                .Where(m => m.ProjectId == row.Id && m.DeletedAt == null)
                .AfterKey(paging.After)
                .OrderByKey()
                .Take(paging.Take + 1)
                .ToListAsync(cancellationToken);
            var uses = await UsesAsync(db, row.Id, cancellationToken);
            return paging.Of(rows, m => MetricView.Of(m, uses[m.Id]), Keys.SortKey);
        }

        public async Task<Outcome<MetricView>> GetAsync(MetricAddress address, CancellationToken cancellationToken)
        {
            var row = await FindAsync(db.Metrics.AsNoTracking(), db, address, cancellationToken);
            return row is null ? address.NotFound() : MetricView.Of(row, (await UsesAsync(db, row.ProjectId, cancellationToken))[row.Id]);
        }
    }

    public static Task<Metric?> FindAsync(
        IQueryable<Metric> metrics,
        ManagerDb db,
        MetricAddress address,
        CancellationToken cancellationToken
    ) =>
        metrics.SingleOrDefaultAsync(
            m => m.DeletedAt == null && m.Key == address.Metric && db.Projects.Any(p => p.Id == m.ProjectId && p.Key == address.Project),
            cancellationToken
        );

    /// <summary>Experiments by metric id, newest first.</summary>
    public static async Task<ILookup<int, MetricUsage>> UsesAsync(ManagerDb db, int projectId, CancellationToken cancellationToken)
    {
        var experiments = await db
            .Experiments.AsNoTracking()
            .Where(e => e.ProjectId == projectId)
            .OrderByDescending(e => e.Id)
            .Select(e => new
            {
                e.Id,
                e.Name,
                e.Status,
                e.Metrics,
            })
            .ToListAsync(cancellationToken);
        return experiments
            .SelectMany(e => e.Metrics.Select(m => (m.MetricId, Usage: new MetricUsage(e.Id, e.Name, e.Status))))
            .ToLookup(use => use.MetricId, use => use.Usage);
    }

    public static void Map(RouteGroupBuilder metrics)
    {
        metrics
            .MapGet(
                "",
                async Task<Results<Ok<Page<MetricView>>, ProblemHttpResult>> (
                    string project,
                    [AsParameters] Paging paging,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.ListAsync(project, paging, cancellationToken)).ToOk()
            )
            .WithName("ListMetrics")
            .WithSummary("List a project's metrics, ordered by key");
        metrics
            .MapGet(
                "{metric}",
                async Task<Results<Ok<MetricView>, ProblemHttpResult>> (
                    string project,
                    string metric,
                    Handler handler,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) => (await handler.GetAsync(new(project, metric), cancellationToken)).ToOk(response, m => m.Revision)
            )
            .WithName("GetMetric")
            .WithSummary("Read a metric, and which experiments use it");
    }
}
