using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments.Reports;

/// <summary>The report of an experiment, as JSON and as Markdown.</summary>
internal static class GetReport
{
    public sealed class Handler(ManagerDb db, FindExperiments.Handler experiments, GetResults.Handler results, TimeProvider time)
    {
        public async Task<Outcome<ExperimentReport>> HandleAsync(ExperimentAddress address, CancellationToken cancellationToken)
        {
            if (!(await experiments.GetAsync(address, cancellationToken)).Succeeded(out var experiment, out var refusal))
            {
                return refusal;
            }

            var result = (await results.HandleAsync(address, cancellationToken)).Succeeded(out var latest, out _) ? latest : null;
            var keys = experiment.Metrics;
            var names = await db
                .Metrics.AsNoTracking()
                .Where(m => keys.Contains(m.Key) && db.Projects.Any(p => p.Id == m.ProjectId && p.Key == address.Project))
                .OrderBy(m => m.DeletedAt != null)
                .Select(m => new { m.Key, m.Name })
                .ToListAsync(cancellationToken);
            return ReportWriter.Write(experiment, result, names.DistinctBy(m => m.Key).ToDictionary(m => m.Key, m => m.Name), time.Now());
        }
    }

    public static void Map(RouteGroupBuilder experiments)
    {
        experiments
            .MapGet(
                "{id:long}/report",
                async Task<Results<Ok<ExperimentReport>, ProblemHttpResult>> (
                    string project,
                    long id,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(new(project, id), cancellationToken)).ToOk()
            )
            .WithName("GetReport")
            .WithSummary("Read an experiment's report: plan, deviations, numbers, decision and what was learned");
        experiments
            .MapGet(
                "{id:long}/report.md",
                async Task<Results<ContentHttpResult, ProblemHttpResult>> (
                    string project,
                    long id,
                    Handler handler,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(new(project, id), cancellationToken)).Match<Results<ContentHttpResult, ProblemHttpResult>>(
                        report => TypedResults.Text(ReportMarkdown.Create(report), "text/markdown", Encoding.UTF8),
                        refusal => refusal.ToProblem()
                    )
            )
            .Produces<string>(contentType: "text/markdown")
            .WithName("GetReportAsMarkdown")
            .WithSummary("Read an experiment's report as Markdown");
    }

    /// <summary>Linked on the report's page.</summary>
    public static void MapDownloads(RouteGroupBuilder pages) =>
        pages.MapGet(
            "/projects/{project}/experiments/{id:long}/report.md",
            async Task<Results<FileContentHttpResult, NotFound>> (
                string project,
                long id,
                Handler handler,
                CancellationToken cancellationToken
            ) =>
                (await handler.HandleAsync(new(project, id), cancellationToken)).Match<Results<FileContentHttpResult, NotFound>>(
                    report =>
                        TypedResults.File(
                            Encoding.UTF8.GetBytes(ReportMarkdown.Create(report)),
                            "text/markdown; charset=utf-8",
                            $"experiment-{id}.md"
                        ),
                    _ => TypedResults.NotFound()
                )
        );
}
