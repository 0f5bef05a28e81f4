using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Deletes an experiment that is not running, with its results. Exposures stay in the analytics database.</summary>
internal static class DeleteExperiment
{
    public sealed class Handler(Changes changes)
    {
        public Task<Outcome<Done>> HandleAsync(
            ExperimentAddress address,
            string? ifMatch,
            Actor actor,
            CancellationToken cancellationToken
        ) =>
            changes.ApplyAsync<Done>(
                address,
                ifMatch,
                actor,
                async (change, experiment, token) =>
                {
                    if (Preconditions.CheckDelete(experiment) is { } refusal)
                    {
                        return refusal;
                    }

                    await ExperimentJobs.RemoveAsync(change.Db, change.Db.Experiments.Where(e => e.Id == experiment.Id), token);
                    change.Log(
                        AuditEntryTypes.ExperimentDeleted,
                        experiment.Flag,
                        experiment.Environment,
                        ExperimentView.ToLog(experiment),
                        null
                    );
                    change.Db.Remove(experiment);
                    return default(Done);
                },
                cancellationToken
            );
    }

    public static void Map(RouteGroupBuilder experiments) =>
        experiments
            .MapDelete(
                "{id:long}",
                async Task<Results<NoContent, ProblemHttpResult>> (
                    string project,
                    long id,
                    Handler handler,
                    Actor actor,
                    HttpRequest request,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(new(project, id), request.IfMatch(), actor, cancellationToken)).ToNoContent()
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .AcceptsIfMatch()
            .WithName("DeleteExperiment")
            .WithSummary("Delete an experiment that is not running, with its results");
}
