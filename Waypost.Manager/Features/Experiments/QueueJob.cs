using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Waypost.Manager.Core;
using Waypost.Manager.Data;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Queues a job for the stats worker, or returns the one that is under way.</summary>
internal sealed class QueueJob(ManagerDb db, IOptions<NightlyOptions> nightly, TimeProvider time)
{
    private static readonly Refusal.Conflict Clash = new("Someone else started a job at the same moment. Try again to see it.");

    public Task<Outcome<JobView>> HandleAsync(ExperimentAddress address, string kind, Actor actor, CancellationToken cancellationToken) =>
        db.InTransactionAsync<JobView>(
            Clash,
            async token =>
            {
                var experiment = await FindExperiments.FindAsync(db.Experiments.AsNoTracking(), db, address, token);
                if (experiment is null)
                {
                    return address.NotFound();
                }

                if (Preconditions.CheckAnalyse(experiment) is { } refusal)
                {
                    return refusal;
                }

                if (!await db.AnalyticsDatabases.AnyAsync(d => d.ProjectId == experiment.ProjectId, token))
                {
                    return new Refusal.Conflict(
                        $"Project '{address.Project}' has no analytics database. Connect one first: exposures and metrics come from it."
                    );
                }

                var job = await ExperimentJobs.QueueAsync(
                    db,
                    experiment.Id,
                    kind,
                    (locked, source, cancel) => JobRequests.BuildAsync(db, locked, source, kind, nightly.Value.TimeZone, cancel),
                    actor.Name,
                    time.Now(),
                    token
                );
                return job is null ? address.NotFound() : JobView.Of(job);
            },
            cancellationToken
        );
}
