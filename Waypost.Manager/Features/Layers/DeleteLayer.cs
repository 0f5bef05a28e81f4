using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Layers;

/// <summary>
/// Deletes a layer that no experiment runs in or plans to run in. Stopped experiments keep the range they had.
/// </summary>
internal static class DeleteLayer
{
    public sealed class Handler(Changes changes)
    {
        public Task<Outcome<Done>> HandleAsync(LayerAddress address, string? ifMatch, Actor actor, CancellationToken cancellationToken) =>
            changes.ApplyAsync<Done>(
                address.Project,
                null,
                actor,
                async (change, token) =>
                {
                    if (await FindLayers.FindAsync(change.Db, address, token) is not { } layer)
                    {
                        return address.NotFound();
                    }

                    if (ETags.Check(ifMatch, layer.Revision) is { } stale)
                    {
                        return stale;
                    }

                    var users = await change
                        .Db.Experiments.AsNoTracking()
                        .Where(e => e.LayerId == layer.Id && e.Status != ExperimentStatus.Stopped)
                        .OrderBy(e => e.Id)
                        .Select(e => new
                        {
                            e.Id,
                            e.Name,
                            e.Status,
                        })
                        .ToListAsync(token);
                    if (users.Count > 0)
                    {
                        var listed = users.Select(e =>
                            $"experiment {e.Id} (\"{e.Name}\", {(e.Status == ExperimentStatus.Running ? "running" : "a draft")})"
                        );
                        return new Refusal.Conflict(
                            $"Layer '{layer.Key}' is used by {string.Join(", ", listed)}. Stop what is running, and choose another layer, "
                                + "or none, in drafts."
                        );
                    }

                    change.Db.Remove(layer);
                    change.Log(AuditEntryTypes.LayerDeleted, null, null, LayerView.ToLog(layer), null);
                    return default(Done);
                },
                cancellationToken
            );
    }

    public static void Map(RouteGroupBuilder layers) =>
        layers
            .MapDelete(
                "{layer}",
                async Task<Results<NoContent, ProblemHttpResult>> (
                    string project,
                    string layer,
                    Handler handler,
                    Actor actor,
                    HttpRequest request,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(new(project, layer), request.IfMatch(), actor, cancellationToken)).ToNoContent()
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .AcceptsIfMatch()
            .WithName("DeleteLayer")
            .WithSummary("Delete a layer that no running experiment or draft uses");
}
