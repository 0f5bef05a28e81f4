using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Ships a variant of a stopped experiment to all users: the winner that was not shipped when it was stopped.</summary>
internal static class ShipWinner
{
    /// <param name="Winner">Key of the variant everyone gets from now on.</param>
    public sealed record Request(string? Winner);

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
                    if (Preconditions.CheckShip(experiment, request.Winner) is { } refusal)
                    {
                        return refusal;
                    }

                    if (!(await ExperimentFlag.FindAvailableAsync(change, experiment, token)).Succeeded(out var settings, out var conflict))
                    {
                        return conflict;
                    }

                    var winner = request.Winner!;
                    if (Preconditions.CheckVariant(settings.Flag, winner) is { } incompatible)
                    {
                        return incompatible;
                    }

                    var before = ExperimentView.ToLog(experiment);
                    experiment.SetWinner(winner, change.Actor.Name, change.At);
                    await ExperimentFlag.ShipAsync(change, experiment, settings, winner, token);
                    change.Log(
                        AuditEntryTypes.ExperimentShipped,
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
                "{id:long}/ship",
                async Task<Results<Ok<ExperimentView>, ProblemHttpResult>> (
                    string project,
                    long id,
                    Request body,
                    Handler handler,
                    Actor actor,
                    HttpRequest request,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(new(project, id), body, request.IfMatch(), actor, cancellationToken)).ToOk(
                        response,
                        e => e.Revision
                    )
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .AcceptsIfMatch()
            .WithName("ShipWinner")
            .WithSummary("Ship a variant of a stopped experiment to all users");
}
