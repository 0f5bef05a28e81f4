using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Tokens;

/// <summary>Deletes one of the caller's own tokens.</summary>
internal static class DeleteToken
{
    public sealed class Handler(ManagerDb db)
    {
        public async Task<Outcome<Done>> HandleAsync(long id, Actor actor, CancellationToken cancellationToken) =>
            await db.AccessTokens.Where(t => t.Id == id && t.UserId == actor.UserId).ExecuteDeleteAsync(cancellationToken) == 0
                ? new Refusal.NotFound($"You have no access token {id}.")
                : default(Done);
    }

    public static void Map(RouteGroupBuilder tokens) =>
        tokens
            .MapDelete(
                "{id:long}",
                async Task<Results<NoContent, ProblemHttpResult>> (
                    long id,
                    Handler handler,
                    Actor actor,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(id, actor, cancellationToken)).ToNoContent()
            )
            .WithName("DeleteToken")
            .WithSummary("Delete one of your access tokens");
}
