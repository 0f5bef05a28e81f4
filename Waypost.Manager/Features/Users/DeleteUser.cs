using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Waypost.Manager.Access;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Users;

/// <summary>Takes somebody's access away, tokens included. What they did stays in the events log.</summary>
internal static class DeleteUser
{
    public sealed class Handler(ManagerDb db, UserManager<User> users)
    {
        private static readonly Refusal.Conflict Clash = new("Somebody else changed this user at the same moment. Try again.");

        public Task<Outcome<Done>> HandleAsync(long id, CancellationToken cancellationToken) =>
            db.WholeAsync<Done>(
                Clash,
                async token =>
                {
                    await db.AloneAsync(token);
                    if (await users.FindByIdAsync(IdentityFaults.IdOf(id)) is not { } user)
                    {
                        return UserView.NotFound(id);
                    }

                    if (await LastAdministrator.IsAsync(db, user, token))
                    {
                        return LastAdministrator.Refused;
                    }

                    var result = await users.DeleteAsync(user);
                    return result.Succeeded ? default(Done) : IdentityFaults.ToRefusal(result);
                },
                cancellationToken
            );
    }

    public static void Map(RouteGroupBuilder users) =>
        users
            .MapDelete(
                "{id:long}",
                async Task<Results<NoContent, ProblemHttpResult>> (long id, Handler handler, CancellationToken cancellationToken) =>
                    (await handler.HandleAsync(id, cancellationToken)).ToNoContent()
            )
            .MayClash()
            .WithName("DeleteUser")
            .WithSummary("Take a user's access away");
}
