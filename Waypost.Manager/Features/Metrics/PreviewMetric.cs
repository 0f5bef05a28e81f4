using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>Runs a metric's query, saved or not: columns, up to 20 rows, and errors.</summary>
internal static class PreviewMetric
{
    public sealed class Handler(ManagerDb db, StatsWorkerClient stats, IValidator<MetricRequest> validator)
    {
        public async Task<Outcome<MetricReport>> HandleAsync(string project, MetricRequest request, CancellationToken cancellationToken) =>
            validator.Check(request) is { } refusal
                ? refusal
                : await RunAsync(project, request.ToDefinition(request.Key ?? "preview", request.Name ?? "preview"), cancellationToken);

        public async Task<Outcome<MetricReport>> HandleAsync(MetricAddress address, CancellationToken cancellationToken) =>
            await FindMetrics.FindAsync(db.Metrics.AsNoTracking(), db, address, cancellationToken) is { } metric
                ? await RunAsync(address.Project, metric.ToDefinition(), cancellationToken)
                : address.NotFound();

        private async Task<Outcome<MetricReport>> RunAsync(string project, MetricDefinition metric, CancellationToken cancellationToken)
        {
            var source = await db
                .AnalyticsDatabases.AsNoTracking()
                .SingleOrDefaultAsync(d => db.Projects.Any(p => p.Id == d.ProjectId && p.Key == project), cancellationToken);
            return source is null
                ? new Refusal.Conflict($"Project '{project}' has no analytics database. Connect one first: the query runs there.")
                : await stats.PreviewAsync(new() { Source = source.ToSource(), Metric = metric }, cancellationToken);
        }
    }

    private const string Placeholders =
        "{{start}} and {{end}} in a query are the period that it has to deliver: in a preview the last 28 days, in an analysis that of "
        + "the experiment, with CUPED from its days before. `estimate` has the rows and the cost that PostgreSQL expects, with and without "
        + "that period, and an index that would let the query read the period only.";

    public static void Map(RouteGroupBuilder metrics)
    {
        metrics
            .MapPost(
                "preview",
                async Task<Results<Ok<PreviewView>, ProblemHttpResult>> (
                    string project,
                    MetricRequest request,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(project, request, cancellationToken)).Then(PreviewView.Of).ToOk()
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithName("PreviewNewMetric")
            .WithSummary("Run the query of an unsaved metric: columns, up to 20 rows, errors, estimates")
            .WithDescription(Placeholders);
        metrics
            .MapPost(
                "{metric}/preview",
                async Task<Results<Ok<PreviewView>, ProblemHttpResult>> (
                    string project,
                    string metric,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(new MetricAddress(project, metric), cancellationToken)).Then(PreviewView.Of).ToOk()
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithName("PreviewMetric")
            .WithSummary("Run a metric's query: columns, up to 20 rows, errors, estimates")
            .WithDescription(Placeholders);
    }
}
