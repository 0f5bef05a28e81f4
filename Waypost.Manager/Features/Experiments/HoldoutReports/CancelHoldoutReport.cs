using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments.HoldoutReports;

/// <summary>Cancels the computation of a holdout's report. An earlier report stays.</summary>
internal static class CancelHoldoutReport
{
    public sealed class Handler(ManagerDb db)
    {
        public async Task<Outcome<JobView>> HandleAsync(HoldoutAddress address, CancellationToken cancellationToken)
        {
            if (await address.Find(db).AsNoTracking().SingleOrDefaultAsync(cancellationToken) is not { } holdout)
            {
                return address.NotFound();
            }

            if (await FindAsync(holdout, cancellationToken) is not { } job)
            {
                return new Refusal.NotFound($"No report of holdout {holdout.Id} has been requested.");
            }

            return await ExperimentJobs.CancelAsync(db, job.JobId, cancellationToken)
                ? GetHoldoutReport.Describe((await FindAsync(holdout, cancellationToken))!)
                : new Refusal.Conflict($"The computation has already ended: {job.Job.Status}.");
        }

        private Task<HoldoutJob?> FindAsync(Holdout holdout, CancellationToken cancellationToken) =>
            HoldoutJobs.FindLatestAsync(db.HoldoutJobs.AsNoTracking(), holdout.Id, cancellationToken);
    }

    public static void Map(RouteGroupBuilder holdouts) =>
        holdouts
            .MapDelete(
                "{id:int}/report/job",
                async Task<Results<Ok<JobView>, ProblemHttpResult>> (
                    string project,
                    int id,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(new(project, id), cancellationToken)).ToOk()
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .WithName("CancelHoldoutReport")
            .WithSummary("Cancel the queued or running computation of a holdout's report; an earlier report stays");
}
