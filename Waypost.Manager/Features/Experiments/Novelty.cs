using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Features.Experiments;

/// <summary>The metrics by the day of the users' first exposure: computed every night, and on request.</summary>
internal static class Novelty
{
    public sealed class Handler(ManagerDb db, QueueJob queue)
    {
        public async Task<Outcome<NoveltyView>> GetAsync(ExperimentAddress address, CancellationToken cancellationToken)
        {
            if (await FindExperiments.FindAsync(db.Experiments.AsNoTracking(), db, address, cancellationToken) is not { } experiment)
            {
                return address.NotFound();
            }

            var computed = await ExperimentJobs.FindLatestResultAsync(db, experiment.Id, JobKinds.Novelty, cancellationToken);
            var newest = await ExperimentJobs.FindLatestAsync(
                db.ExperimentJobs.AsNoTracking(),
                experiment.Id,
                JobKinds.Novelty,
                cancellationToken
            );
            return new NoveltyView(computed.Read(ExperimentsJson.Default.NoveltyResult), newest is null ? null : JobView.Of(newest));
        }

        public Task<Outcome<JobView>> RefreshAsync(ExperimentAddress address, Actor actor, CancellationToken cancellationToken) =>
            queue.HandleAsync(address, JobKinds.Novelty, actor, cancellationToken);
    }

    /// <summary>Nulls are written, as in the results: they mean that something could not be computed.</summary>
    public static void Map(RouteGroupBuilder experiments)
    {
        experiments
            .MapGet(
                "{id:long}/results/novelty",
                async Task<Results<JsonHttpResult<NoveltyResult>, ProblemHttpResult>> (
                    string project,
                    long id,
                    Handler handler,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.GetAsync(new(project, id), cancellationToken)).Match<
                        Results<JsonHttpResult<NoveltyResult>, ProblemHttpResult>
                    >(
                        view =>
                            view.Result is { } result
                                ? TypedResults.Json(result, ExperimentsJson.Default.NoveltyResult)
                                : new Refusal.NotFound(
                                    $"Experiment {id} has no metrics by day of first exposure yet. They are computed every night: "
                                        + $"POST …/experiments/{id}/results/novelty/refresh computes them now."
                                ).ToProblem(),
                        refusal => refusal.ToProblem()
                    )
            )
            .Produces<NoveltyResult>()
            .WithName("GetNovelty")
            .WithSummary("Read the metrics by day of first exposure (novelty), as computed last");
        experiments
            .MapPost(
                "{id:long}/results/novelty/refresh",
                async Task<Results<Accepted<JobView>, ProblemHttpResult>> (
                    string project,
                    long id,
                    Handler handler,
                    Actor actor,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.RefreshAsync(new(project, id), actor, cancellationToken)).ToAccepted(_ =>
                        $"/api/v1/projects/{project}/experiments/{id}/results/novelty"
                    )
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .WithName("RefreshNovelty")
            .WithSummary("Compute the metrics by day of first exposure now");
    }
}

/// <summary>The latest result, and the latest job, which may be under way or have failed.</summary>
internal sealed record NoveltyView(NoveltyResult? Result, JobView? Job);
