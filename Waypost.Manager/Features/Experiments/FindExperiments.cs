using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Lists a project's experiments, newest first, and reads one.</summary>
internal static class FindExperiments
{
    /// <summary>Filters of the list.</summary>
    public sealed record Filter(string? Status, string? Flag, string? Environment);

    public sealed class Handler(ManagerDb db, TimeProvider time)
    {
        public async Task<Outcome<Page<ExperimentView>>> ListAsync(
            string project,
            Filter filter,
            Paging paging,
            CancellationToken cancellationToken
        )
        {
            if (paging.Check(out var after) is { } refusal)
            {
                return refusal;
            }

            if (filter.Status is not (null or ExperimentStatus.Draft or ExperimentStatus.Running or ExperimentStatus.Stopped))
            {
                return Refusal.Invalid.Field("status", "status must be draft, running or stopped.");
            }

            var row = await db.Projects.AsNoTracking().SingleOrDefaultAsync(p => p.Key == project, cancellationToken);
            if (row is null)
            {
                return new Refusal.NotFound($"There is no project '{project}'.");
            }

            var rows = await db
                .Experiments.AsNoTracking()
                .Include(e => e.Environment)
                .Where(e =>
                    e.ProjectId == row.Id
                    && (after == null || e.Id < after)
                    && (filter.Status == null || e.Status == filter.Status)
                    && (filter.Flag == null || e.Flag == filter.Flag)
                    && (filter.Environment == null || e.Environment.Key == filter.Environment)
                )
                .OrderByDescending(e => e.Id)
                .Take(paging.Take + 1)
                .ToListAsync(cancellationToken);
            var views = await ExperimentViews.OfAsync(db, rows, time.Now(), cancellationToken);
            return paging.Of(views, e => e, e => e.Id.ToString(CultureInfo.InvariantCulture));
        }

        /// <summary>The metrics that a plan can choose from.</summary>
        public Task<List<MetricChoice>> MetricsAsync(string project, CancellationToken cancellationToken) =>
            db
                .Metrics.Where(m => m.DeletedAt == null && db.Projects.Any(p => p.Id == m.ProjectId && p.Key == project))
                .Select(m => new MetricChoice(
                    m.Key,
                    m.Name,
                    m.CheckState == MetricCheck.Failing,
                    m.Type,
                    m.Type == MetricType.Binomial && m.DenominatorQuery == null
                ))
                .ToListAsync(cancellationToken);

        public async Task<Outcome<ExperimentView>> GetAsync(ExperimentAddress address, CancellationToken cancellationToken)
        {
            var row = await FindAsync(db.Experiments.AsNoTracking(), db, address, cancellationToken);
            return row is null ? address.NotFound() : await ExperimentViews.OfAsync(db, row, time.Now(), cancellationToken);
        }
    }

    public static Task<Experiment?> FindAsync(
        IQueryable<Experiment> experiments,
        ManagerDb db,
        ExperimentAddress address,
        CancellationToken cancellationToken
    ) =>
        experiments
            .Include(e => e.Environment)
            .SingleOrDefaultAsync(
                e => e.Id == address.Id && db.Projects.Any(p => p.Id == e.ProjectId && p.Key == address.Project),
                cancellationToken
            );

    public static void Map(RouteGroupBuilder experiments)
    {
        experiments
            .MapGet(
                "",
                async Task<Results<Ok<Page<ExperimentView>>, ProblemHttpResult>> (
                    string project,
                    [AsParameters] Filter filter,
                    [AsParameters] Paging paging,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.ListAsync(project, filter, paging, cancellationToken)).ToOk()
            )
            .WithName("ListExperiments")
            .WithSummary("List a project's experiments, newest first");
        experiments
            .MapGet(
                "{id:long}",
                async Task<Results<Ok<ExperimentView>, ProblemHttpResult>> (
                    string project,
                    long id,
                    Handler handler,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) => (await handler.GetAsync(new(project, id), cancellationToken)).ToOk(response, e => e.Revision)
            )
            .WithName("GetExperiment")
            .WithSummary("Read an experiment, its exposures so far and its newest analysis");
    }
}
