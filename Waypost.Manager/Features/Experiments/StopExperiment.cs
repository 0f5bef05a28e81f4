using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Stops an experiment: ships the winner, restores the flag's state before the start, or leaves the flag as it is.</summary>
internal static class StopExperiment
{
    /// <param name="Winner">Key of the variant everyone gets from now on; none leaves the rollout.</param>
    /// <param name="Restore">Instead of a winner: restores the flag's state before the start.</param>
    /// <param name="At">When it ended, for an experiment that ran elsewhere; now if left out. Never in the future.</param>
    public sealed record Request(string? Winner = null, bool? Restore = null, DateTimeOffset? At = null);

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
                    if (Preconditions.CheckStop(experiment, request, change.At) is { } refusal)
                    {
                        return refusal;
                    }

                    var before = ExperimentView.ToLog(experiment);
                    experiment.Stop(request.At?.ToUniversalTime() ?? change.At, request.Winner, change.Actor.Name, change.At);
                    PlanLock.End(change, experiment);
                    if (await ExperimentFlag.FindAsync(change, experiment, token) is { } settings)
                    {
                        await EndAsync(change, experiment, settings, request, token);
                    }

                    change.Log(
                        AuditEntryTypes.ExperimentStopped,
                        experiment.Flag,
                        experiment.Environment,
                        before,
                        ExperimentView.ToLog(experiment)
                    );
                    return await ExperimentViews.OfAsync(change.Db, experiment, change.At, token);
                },
                cancellationToken
            );

        private static async Task EndAsync(
            ChangeSet change,
            Experiment experiment,
            FlagSettings settings,
            Request request,
            CancellationToken cancellationToken
        )
        {
            if (request.Winner is not null)
            {
                await ExperimentFlag.ShipAsync(change, experiment, settings, request.Winner, cancellationToken);
            }
            else if (request.Restore is true)
            {
                await ExperimentFlag.RestoreAsync(change, settings, experiment.FlagBefore!, cancellationToken);
            }
            else
            {
                await ExperimentFlag.DetachAsync(change, settings, cancellationToken);
            }
        }
    }

    public static void Map(RouteGroupBuilder experiments) =>
        experiments
            .MapPost(
                "{id:long}/stop",
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
                    (await handler.HandleAsync(new(project, id), body ?? new(), request.IfMatch(), actor, cancellationToken)).ToOk(
                        response,
                        e => e.Revision
                    )
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .AcceptsIfMatch()
            .WithName("StopExperiment")
            .WithSummary("Stop an experiment: ship a winner, restore the flag's state before the start, or leave the flag as it is");
}
