using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments;

/// <summary>
/// Starts an experiment: the flag is switched on with the experiment's rollout, and first evaluations become exposures. The flag's
/// previous state is kept, so that the start can be undone and the stop can restore it.
/// </summary>
internal static class StartExperiment
{
    /// <param name="At">Backdates the start of an experiment that ran elsewhere; now if left out. Never in the future.</param>
    public sealed record Request(DateTimeOffset? At);

    public sealed class Handler(Changes changes)
    {
        public Task<Outcome<ExperimentView>> HandleAsync(
            ExperimentAddress address,
            Request request,
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
                    if (Preconditions.CheckStart(experiment, request.At, change.At) is { } refusal)
                    {
                        return refusal;
                    }

                    // A window may have become longer since the experiment was planned.
                    if (await PlannedWindows.CheckAsync(change.Db, experiment.Metrics, experiment.PlannedDays, token) is { } tooLong)
                    {
                        return tooLong;
                    }

                    if (!(await ExperimentFlag.FindAvailableAsync(change, experiment, token)).Succeeded(out var settings, out var conflict))
                    {
                        return conflict;
                    }

                    if (Preconditions.CheckVariants(experiment, settings.Flag) is { } incompatible)
                    {
                        return incompatible;
                    }

                    var before = ExperimentView.ToLog(experiment);
                    experiment.Start(
                        request.At?.ToUniversalTime() ?? change.At,
                        new(settings.Enabled, settings.Fallthrough, change.At),
                        change.Actor.Name,
                        change.At
                    );
                    ExperimentFlag.Apply(change, experiment, settings, switchOn: true);
                    change.Log(
                        AuditEntryTypes.ExperimentStarted,
                        experiment.Flag,
                        experiment.Environment,
                        before,
                        ExperimentView.ToLog(experiment)
                    );
                    return await ExperimentViews.OfAsync(change.Db, experiment, change.At, token);
                },
                cancellationToken
            );
    }

    public static void Map(RouteGroupBuilder experiments) =>
        experiments
            .MapPost(
                "{id:long}/start",
                async Task<Results<Ok<ExperimentView>, ProblemHttpResult>> (
                    string project,
                    long id,
                    Request? body,
                    Handler handler,
                    Actor actor,
                    HttpRequest request,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(new(project, id), body ?? new(null), request.IfMatch(), actor, cancellationToken)).ToOk(
                        response,
                        e => e.Revision
                    )
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .AcceptsIfMatch()
            .WithName("StartExperiment")
            .WithSummary("Start an experiment; sets the flag's rollout")
            .WithDescription(
                "Needs a primary metric. flagBefore keeps the flag's state before the start: DELETE undoes the start, and stopping "
                    + "can restore that state."
            );
}
