using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Starts an analysis, reports its progress, cancels it.</summary>
internal static class Analyses
{
    public sealed class Handler(ManagerDb db, QueueJob queue)
    {
        public Task<Outcome<JobView>> StartAsync(ExperimentAddress address, Actor actor, CancellationToken cancellationToken) =>
            queue.HandleAsync(address, JobKinds.Analysis, actor, cancellationToken);

        public async Task<Outcome<JobView>> GetAsync(ExperimentAddress address, int number, CancellationToken cancellationToken) =>
            await FindAsync(address, number, cancellationToken) is { } job ? JobView.Of(job) : NotFound(address, number);

        public async Task<Outcome<JobView>> CancelAsync(ExperimentAddress address, int number, CancellationToken cancellationToken)
        {
            if (await FindAsync(address, number, cancellationToken) is not { } job)
            {
                return NotFound(address, number);
            }

            if (!await ExperimentJobs.CancelAsync(db, job.JobId, cancellationToken))
            {
                return new Refusal.Conflict($"Analysis {number} has already ended: {job.Job.Status}.");
            }

            return JobView.Of((await FindAsync(address, number, cancellationToken))!);
        }

        private static Refusal.NotFound NotFound(ExperimentAddress address, int number) =>
            new($"Experiment {address.Id} has no analysis {number}.");

        private async Task<ExperimentJob?> FindAsync(ExperimentAddress address, int number, CancellationToken cancellationToken) =>
            await FindExperiments.FindAsync(db.Experiments.AsNoTracking(), db, address, cancellationToken) is { } experiment
                ? await db
                    .ExperimentJobs.AsNoTracking()
                    .Include(j => j.Job)
                    .SingleOrDefaultAsync(
                        j => j.ExperimentId == experiment.Id && j.Kind == JobKinds.Analysis && j.Number == number,
                        cancellationToken
                    )
                : null;
    }

    public static void Map(RouteGroupBuilder experiments)
    {
        experiments
            .MapPost(
                "{id:long}/analyses",
                async Task<Results<Accepted<JobView>, ProblemHttpResult>> (
                    string project,
                    long id,
                    Handler handler,
                    Actor actor,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.StartAsync(new(project, id), actor, cancellationToken)).ToAccepted(job =>
                        $"/api/v1/projects/{project}/experiments/{id}/analyses/{job.Number}"
                    )
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .WithName("StartAnalysis")
            .WithSummary("Start an analysis, or return the one that is under way");
        experiments
            .MapGet(
                "{id:long}/analyses/{number:int}",
                async Task<Results<Ok<JobView>, ProblemHttpResult>> (
                    string project,
                    long id,
                    int number,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.GetAsync(new(project, id), number, cancellationToken)).ToOk()
            )
            .WithName("GetAnalysis")
            .WithSummary("Read the progress of an analysis");
        experiments
            .MapDelete(
                "{id:long}/analyses/{number:int}",
                async Task<Results<Ok<JobView>, ProblemHttpResult>> (
                    string project,
                    long id,
                    int number,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.CancelAsync(new(project, id), number, cancellationToken)).ToOk()
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .WithName("CancelAnalysis")
            .WithSummary("Cancel a queued or running analysis");
    }
}
