using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Queues a job for the stats worker, or returns the one that is under way.</summary>
internal sealed class QueueJob(ManagerDb db, IOptions<NightlyOptions> nightly, TimeProvider time)
{
    private static readonly Refusal.Conflict Clash = new("Someone else started a job at the same moment. Try again to see it.");

    public Task<Outcome<JobView>> HandleAsync(ExperimentAddress address, string kind, Actor actor, CancellationToken cancellationToken) =>
        HandleAsync(
            address,
            kind,
            (experiment, source, token) => JobRequests.BuildAsync(db, experiment, source, kind, nightly.Value.TimeZone, token),
            _ => null,
            actor,
            cancellationToken
        );

    /// <param name="buildRequest">What the worker gets.</param>
    /// <param name="check">Why a job that is under way is another one than was requested; null = it is the same.</param>
    public Task<Outcome<JobView>> HandleAsync(
        ExperimentAddress address,
        string kind,
        Func<Experiment, AnalyticsSource, CancellationToken, Task<JsonElement>> buildRequest,
        Func<ExperimentJob, Refusal?> check,
        Actor actor,
        CancellationToken cancellationToken
    ) =>
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

                var job = await ExperimentJobs.QueueAsync(db, experiment.Id, kind, buildRequest, actor.Name, time.Now(), token);
                return job is null ? address.NotFound()
                    : check(job) is { } another ? another
                    : JobView.Of(job);
            },
            cancellationToken
        );
}
