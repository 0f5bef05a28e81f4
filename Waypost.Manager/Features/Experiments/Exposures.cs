using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Features.Experiments;

/// <summary>How many users were exposed, by day: counted every night, and on request.</summary>
internal static class Exposures
{
    public sealed class Handler(ManagerDb db, QueueJob queue, IOptions<NightlyOptions> nightly)
    {
        /// <summary>As last counted, by a count or an analysis.</summary>
        public async Task<Outcome<ExposuresView>> GetAsync(ExperimentAddress address, CancellationToken cancellationToken)
        {
            if (await FindExperiments.FindAsync(db.Experiments.AsNoTracking(), db, address, cancellationToken) is not { } experiment)
            {
                return address.NotFound();
            }

            var counted = await ExperimentJobs.FindLatestResultAsync(db, experiment.Id, JobKinds.Exposures, cancellationToken);
            var newest = await ExperimentJobs.FindLatestAsync(
                db.ExperimentJobs.AsNoTracking(),
                experiment.Id,
                JobKinds.Exposures,
                cancellationToken
            );
            var analysed = await ExperimentJobs.FindLatestResultAsync(db, experiment.Id, JobKinds.Analysis, cancellationToken);
            return new ExposuresView(
                LatestExposures.Merge(
                    counted.Read(ExperimentsJson.Default.ExposuresResult),
                    analysed.Read(ExperimentsJson.Default.AnalysisResult),
                    TimeZoneInfo.FindSystemTimeZoneById(nightly.Value.TimeZone)
                ),
                newest is null ? null : JobView.Of(newest)
            );
        }

        public Task<Outcome<JobView>> RefreshAsync(ExperimentAddress address, Actor actor, CancellationToken cancellationToken) =>
            queue.HandleAsync(address, JobKinds.Exposures, actor, cancellationToken);
    }

    public static void Map(RouteGroupBuilder experiments)
    {
        experiments
            .MapGet(
                "{id:long}/exposures",
                async Task<Results<Ok<IReadOnlyList<ExposureDay>>, ProblemHttpResult>> (
                    string project,
                    long id,
                    Handler handler,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.GetAsync(new(project, id), cancellationToken)).Match<
                        Results<Ok<IReadOnlyList<ExposureDay>>, ProblemHttpResult>
                    >(view => TypedResults.Ok(view.Result?.Days ?? []), refusal => refusal.ToProblem())
            )
            .WithName("GetExposures")
            .WithSummary("Read the exposed users per variant and day, as running totals of the latest count");
        experiments
            .MapPost(
                "{id:long}/exposures/refresh",
                async Task<Results<Accepted<JobView>, ProblemHttpResult>> (
                    string project,
                    long id,
                    Handler handler,
                    Actor actor,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.RefreshAsync(new(project, id), actor, cancellationToken)).ToAccepted(_ =>
                        $"/api/v1/projects/{project}/experiments/{id}/exposures"
                    )
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .WithName("RefreshExposures")
            .WithSummary("Count the exposures now");
    }
}

/// <summary>The latest count, and the latest job, which may be under way or have failed.</summary>
internal sealed record ExposuresView(ExposuresResult? Result, JobView? Job);
