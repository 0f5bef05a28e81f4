using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Projects;

/// <summary>Deletes a project with everything it owns: environments, flags, SDK keys, its audit log.</summary>
internal static class DeleteProject
{
    public sealed class Handler(Changes changes)
    {
        public Task<Outcome<Done>> HandleAsync(string project, string? ifMatch, Actor actor, CancellationToken cancellationToken) =>
            changes.ApplyAsync<Done>(
                project,
                null,
                actor,
                async (change, token) =>
                {
                    if (ETags.Check(ifMatch, change.Project.Revision) is { } stale)
                    {
                        return stale;
                    }

                    // One at a time, otherwise the last two could be deleted at the same time.
                    await change.Db.LockDeploymentAsync(token);
                    if (!await change.Db.Projects.AnyAsync(p => p.Id != change.Project.Id, token))
                    {
                        return new Refusal.Conflict("The last project cannot be deleted. Create another one first.");
                    }

                    await ExperimentJobs.RemoveAsync(change.Db, change.Db.Experiments.Where(e => e.ProjectId == change.Project.Id), token);
                    await MetricJobs.RemoveAsync(change.Db, change.Db.Metrics.Where(m => m.ProjectId == change.Project.Id), token);
                    await HoldoutJobs.RemoveAsync(change.Db, change.Project.Id, token);
                    change.Db.Remove(change.Project);
                    await ActiveSdkKeys.MarkChangedAsync(change, token);
                    return default(Done);
                },
                cancellationToken
            );
    }

    public static void Map(RouteGroupBuilder projects) =>
        projects
            .MapDelete(
                "{project}",
                async Task<Results<NoContent, ProblemHttpResult>> (
                    string project,
                    Handler handler,
                    Actor actor,
                    HttpRequest request,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(project, request.IfMatch(), actor, cancellationToken)).ToNoContent()
            )
            .RequireAuthorization(Roles.Admin)
            .ProducesConflict()
            .AcceptsIfMatch()
            .WithName("DeleteProject")
            .WithSummary("Delete a project with everything it owns");
}
