using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Features.Experiments;

/// <summary>
/// Takes a start back: the experiment is a draft again, the flag stands as before. Only right after the start, and only while nobody
/// was counted: later it would hide that people were in an experiment.
/// </summary>
internal static class UndoStart
{
    /// <summary>Long enough for a slip to be noticed, too short for results.</summary>
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
                address.Project,
                null,
                actor,
                async (change, token) =>
                {
                    if (
                        !(await FindExperiments.ForChangeAsync(change, address, ifMatch, token)).Succeeded(
                            out var experiment,
                            out var missing
                        )
                    )
                    {
                        return missing;
                    }

                    var counted = await CountedAsync(change.Db, experiment, token);
                    if (Preconditions.CheckUndoStart(experiment, counted, change.At) is { } refusal)
                    {
                        return refusal;
                    }

                    var before = ExperimentView.ToLog(experiment);
                    if (await ServeExperiment.FindAsync(change, experiment, token) is { } settings)
                    {
                        ServeExperiment.Restore(change, settings, experiment.FlagBefore!);
                    }

                    experiment.UndoStart(change.Actor.Name, change.At);
                    // Jobs that counted nobody; one that is under way would count somebody the draft never had.
                    await ExperimentJobs.RemoveAsync(change.Db, change.Db.Experiments.Where(e => e.Id == experiment.Id), token);
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
            .MayClash()
            .TakesIfMatch()
            .WithName("UndoStartExperiment")
            .WithSummary("Take a start back: a draft again, the flag as before; only within 15 minutes, and before anybody was counted");
}
