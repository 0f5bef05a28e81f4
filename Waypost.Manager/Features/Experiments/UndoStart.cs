using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Features.Experiments.Health;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Features.Experiments;

/// <summary>
/// Undoes a start: the experiment is a draft again and the flag is restored. Only right after the start and before users are counted:
/// later it would hide that users were exposed.
/// </summary>
internal static class UndoStart
{
    /// <summary>Long enough to notice a mistake, too short for results.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromMinutes(15);

    /// <summary>Null when the start can still be undone.</summary>
    public static Refusal? Check(ExperimentView experiment, DateTimeOffset now) => Preconditions.CheckUndoStart(experiment, now);

    public sealed class Handler(Changes changes)
    {
        public Task<Outcome<ExperimentView>> HandleAsync(
            ExperimentAddress address,
            string? ifMatch,
            Actor actor,
            CancellationToken cancellationToken
        ) =>
            changes.ApplyAsync<ExperimentView>(
                address,
                ifMatch,
                actor,
                async (change, experiment, token) =>
                {
                    var counted = await CountedAsync(change.Db, experiment, token);
                    if (Preconditions.CheckUndoStart(experiment, counted, change.At) is { } refusal)
                    {
                        return refusal;
                    }

                    var before = ExperimentView.ToLog(experiment);
                    if (await ExperimentFlag.FindAsync(change, experiment, token) is { } settings)
                    {
                        await ExperimentFlag.RestoreAsync(change, settings, experiment.FlagBefore!, token);
                    }

                    experiment.UndoStart(change.Actor.Name, change.At);
                    // Removes the jobs: one that is under way would count users of a draft.
                    await ExperimentJobs.RemoveAsync(change.Db, change.Db.Experiments.Where(e => e.Id == experiment.Id), token);
                    await change.Db.AnalysisLooks.Where(l => l.ExperimentId == experiment.Id).ExecuteDeleteAsync(token);
                    await HealthMonitor.RemoveAsync(change.Db, experiment.Id, token);
                    change.Log(
                        AuditEntryTypes.ExperimentStartUndone,
                        experiment.Flag,
                        experiment.Environment,
                        before,
                        ExperimentView.ToLog(experiment)
                    );
                    return await ExperimentViews.OfAsync(change.Db, experiment, change.At, token);
                },
                cancellationToken
            );

        private static async Task<long> CountedAsync(ManagerDb db, Experiment experiment, CancellationToken cancellationToken)
        {
            var exposures = await ExperimentJobs.FindLatestResultAsync(db, experiment.Id, JobKinds.Exposures, cancellationToken);
            var analysis = await ExperimentJobs.FindLatestResultAsync(db, experiment.Id, JobKinds.Analysis, cancellationToken);
            return Math.Max(
                exposures.Read(ExperimentsJson.Default.ExposuresResult)?.Exposures.Total ?? 0,
                analysis.Read(ExperimentsJson.Default.AnalysisResult)?.Exposures.Total ?? 0
            );
        }
    }

    public static void Map(RouteGroupBuilder experiments) =>
        experiments
            .MapDelete(
                "{id:long}/start",
                async Task<Results<Ok<ExperimentView>, ProblemHttpResult>> (
                    string project,
                    long id,
                    Handler handler,
                    Actor actor,
                    HttpRequest request,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(new(project, id), request.IfMatch(), actor, cancellationToken)).ToOk(
                        response,
                        e => e.Revision
                    )
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .AcceptsIfMatch()
            .WithName("UndoStartExperiment")
            .WithSummary("Undo a start, within 15 minutes and before users are counted; the flag's state is restored");
}
