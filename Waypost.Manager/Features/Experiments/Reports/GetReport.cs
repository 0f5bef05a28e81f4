using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments.Reports;

/// <summary>The report of an experiment, as JSON and as Markdown.</summary>
internal static class GetReport
{
    public sealed class Handler(FindExperiments.Handler experiments, GetResults.Handler results, TimeProvider time)
    {
        public async Task<Outcome<ExperimentReport>> HandleAsync(ExperimentAddress address, CancellationToken cancellationToken)
        {
            if (!(await experiments.GetAsync(address, cancellationToken)).Succeeded(out var experiment, out var refusal))
            {
                return refusal;
            }

            var result = (await results.HandleAsync(address, cancellationToken)).Succeeded(out var latest, out _) ? latest : null;
            var metrics = await experiments.MetricsAsync(address.Project, cancellationToken);
            return ReportWriter.Write(experiment, result, metrics.ToDictionary(metric => metric.Key, metric => metric.Name), time.Now());
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
}
