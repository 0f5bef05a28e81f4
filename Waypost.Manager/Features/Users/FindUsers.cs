using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Users;

/// <summary>Lists users, and reads one.</summary>
internal static class FindUsers
{
    public sealed class Handler(ManagerDb db)
    {
        public async Task<Outcome<Page<UserView>>> ListAsync(Paging paging, CancellationToken cancellationToken)
        {
            if (paging.Check(out var after) is { } refusal)
            {
                return refusal;
            }

            var rows = await db
                .Users.AsNoTracking()
                .Where(u => u.Id > (after ?? 0))
                .OrderBy(u => u.Id)
                .Take(paging.Take + 1)
                .ToListAsync(cancellationToken);
            return paging.Of(rows, UserView.Of, u => u.Id.ToString(CultureInfo.InvariantCulture));
        }

        public async Task<Outcome<UserView>> GetAsync(long id, CancellationToken cancellationToken) =>
            await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, cancellationToken) is { } user
                ? UserView.Of(user)
                : UserView.NotFound(id);
    }

    public static void Map(RouteGroupBuilder users)
    {
        users
            .MapGet(
                "",
                async Task<Results<Ok<Page<UserView>>, ProblemHttpResult>> (
                    [AsParameters] Paging paging,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.ListAsync(paging, cancellationToken)).ToOk()
            )
            .WithName("ListUsers")
            .WithSummary("List users");
        users
            .MapGet(
                "{id:long}",
                async Task<Results<Ok<UserView>, ProblemHttpResult>> (long id, Handler handler, CancellationToken cancellationToken) =>
                    (await handler.GetAsync(id, cancellationToken)).ToOk()
            )
            .WithName("GetUser")
            .WithSummary("Read a user");
    }
}
