using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Tokens;

/// <summary>Lists the caller's own tokens, and reads one.</summary>
internal static class FindTokens
{
    public sealed class Handler(ManagerDb db)
    {
        public async Task<Outcome<Page<TokenView>>> ListAsync(Paging paging, Actor actor, CancellationToken cancellationToken)
        {
            if (paging.Check(out var after) is { } refusal)
            {
                return refusal;
            }

            var rows = await db
                .AccessTokens.AsNoTracking()
                .Where(t => t.UserId == actor.UserId && t.Id > (after ?? 0))
                .OrderBy(t => t.Id)
                .Take(paging.Take + 1)
                .ToListAsync(cancellationToken);
            return paging.Of(rows, t => TokenView.Of(t), t => t.Id.ToString(CultureInfo.InvariantCulture));
        }

        public async Task<Outcome<TokenView>> GetAsync(long id, Actor actor, CancellationToken cancellationToken) =>
            await db.AccessTokens.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id && t.UserId == actor.UserId, cancellationToken)
                is { } token
                ? TokenView.Of(token)
                : new Refusal.NotFound($"You have no access token {id}.");
    }

    public static void Map(RouteGroupBuilder tokens)
    {
        tokens
            .MapGet(
                "",
                async Task<Results<Ok<Page<TokenView>>, ProblemHttpResult>> (
                    [AsParameters] Paging paging,
                    Handler handler,
                    Actor actor,
                    CancellationToken cancellationToken
                ) => (await handler.ListAsync(paging, actor, cancellationToken)).ToOk()
            )
            .WithName("ListTokens")
            .WithSummary("List your own access tokens");
        tokens
            .MapGet(
                "{id:long}",
                async Task<Results<Ok<TokenView>, ProblemHttpResult>> (
                    long id,
                    Handler handler,
                    Actor actor,
                    CancellationToken cancellationToken
                ) => (await handler.GetAsync(id, actor, cancellationToken)).ToOk()
            )
            .WithName("GetToken")
            .WithSummary("Read one of your access tokens; the token itself is never shown again");
    }
}
