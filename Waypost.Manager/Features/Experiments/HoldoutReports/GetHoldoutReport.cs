using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments.HoldoutReports;

/// <summary>A holdout's report as computed last, and the latest computation, which may be under way or have failed.</summary>
internal static class GetHoldoutReport
{
    public sealed class Handler(ManagerDb db)
    {
        public async Task<Outcome<HoldoutReportView>> HandleAsync(HoldoutAddress address, CancellationToken cancellationToken)
        {
            if (await address.Find(db).AsNoTracking().SingleOrDefaultAsync(cancellationToken) is not { } holdout)
            {
                return address.NotFound();
            }

            var computed = await HoldoutJobs.FindLatestResultAsync(db, holdout.Id, cancellationToken);
            var newest = await HoldoutJobs.FindLatestAsync(db.HoldoutJobs.AsNoTracking(), holdout.Id, cancellationToken);
            return new HoldoutReportView(
                HoldoutSummary.Of(holdout),
                computed?.Job.Result is { } result
                    ? System.Text.Json.JsonSerializer.Deserialize(result, ExperimentsJson.Default.HoldoutResult)
                    : null,
                newest is null ? null : Describe(newest)
            );
        }
    }

    /// <summary>Nulls are written, as in the results of experiments: they mean that something could not be computed.</summary>
    public static void Map(RouteGroupBuilder holdouts)
    {
        holdouts
            .MapGet(
                "{id:int}/report",
                async Task<Results<JsonHttpResult<HoldoutResult>, ProblemHttpResult>> (
                    string project,
                    int id,
                    Handler handler,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(new(project, id), cancellationToken)).Match<
                        Results<JsonHttpResult<HoldoutResult>, ProblemHttpResult>
                    >(
                        view =>
                            view.Result is { } result
                                ? TypedResults.Json(result, ExperimentsJson.Default.HoldoutResult)
                                : new Refusal.NotFound(
                                    $"Holdout {id} has no report yet. POST …/holdouts/{id}/report computes it."
                                ).ToProblem(),
                        refusal => refusal.ToProblem()
                    )
            )
            .Produces<HoldoutResult>()
            .WithName("GetHoldoutReport")
            .WithSummary("Read what everything shipped since a holdout started changed, together, as computed last");
        holdouts
            .MapGet(
                "{id:int}/report/job",
                async Task<Results<Ok<JobView>, ProblemHttpResult>> (
                    string project,
                    int id,
                    Handler handler,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(new(project, id), cancellationToken)).Match<Results<Ok<JobView>, ProblemHttpResult>>(
                        view =>
                            view.Job is { } job
                                ? TypedResults.Ok(job)
                                : new Refusal.NotFound($"No report of holdout {id} has been requested.").ToProblem(),
                        refusal => refusal.ToProblem()
                    )
            )
            .WithName("GetHoldoutReportJob")
            .WithSummary("Read the progress of the latest computation of a holdout's report, or why it failed");
    }

    public static JobView Describe(HoldoutJob job) =>
        JobView.Of(
            job.Number,
            job.RequestedBy,
            job.Job.Status,
            job.Job.Progress,
            job.Job.Error,
            job.Job.CreatedAt,
            job.Job.StartedAt,
            job.Job.FinishedAt
        );
}

/// <summary>The holdout, the latest result, and the latest job.</summary>
internal sealed record HoldoutReportView(HoldoutSummary Holdout, HoldoutResult? Result, JobView? Job);
