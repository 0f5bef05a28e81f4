using System.Globalization;
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

    /// <summary>Why not; null when it may be.</summary>
    public static Refusal? Check(ExperimentView experiment, DateTimeOffset now) =>
        Check(
            experiment.Id,
            experiment.Status == ExperimentStatus.Running,
            experiment.FlagBefore,
            experiment.Phase,
            experiment.Exposures?.Total ?? 0,
            now
        );

    private static Refusal.Conflict? Check(long id, bool isRunning, FlagBefore? flagBefore, int phase, long counted, DateTimeOffset now) =>
        !isRunning ? new Refusal.Conflict($"Experiment {id} is not running, so there is no start to take back.")
        : flagBefore is not { } before
            ? new Refusal.Conflict(
                "How the flag stood before the start is not known, so the start cannot be taken back. Stop the experiment instead."
            )
        : phase > 1
            ? new Refusal.Conflict("A new phase has begun since the start, so it cannot be taken back. Stop the experiment instead.")
        : counted > 0
            ? new Refusal.Conflict(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{counted:N0} users were counted already: taking the start back would hide that. Stop the experiment instead; "
                        + $"its results stay."
                )
            )
        : now - before.At > Within
            ? new Refusal.Conflict(
                $"The start is longer ago than {Within.TotalMinutes:0} minutes, and users may have met the experiment. Stop it "
                    + "instead; its results stay."
            )
        : null;

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
                    if (
                        Check(experiment.Id, experiment.IsRunning, experiment.FlagBefore, experiment.Phase, counted, change.At) is
                        { } refusal
                    )
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
            var exposures = await ExperimentJobs.NewestResultAsync(db, experiment.Id, JobKinds.Exposures, cancellationToken);
            var analysis = await ExperimentJobs.NewestResultAsync(db, experiment.Id, JobKinds.Analysis, cancellationToken);
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
