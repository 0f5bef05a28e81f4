using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Waypost.Manager.Access;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Users;

/// <summary>Deletes a user and their tokens. Their actions stay in the audit log.</summary>
internal static class DeleteUser
{
    public sealed class Handler(ManagerDb db, UserManager<User> users)
    {
        private static readonly Refusal.Conflict Clash = new("Someone else changed this user at the same moment. Try again.");

        public Task<Outcome<Done>> HandleAsync(long id, CancellationToken cancellationToken) =>
            db.InTransactionAsync<Done>(
                Clash,
                async token =>
                {
                    await db.LockDeploymentAsync(token);
                    if (await users.FindByIdAsync(IdentityErrors.IdOf(id)) is not { } user)
                    {
                        return UserView.NotFound(id);
                    }

                    if (await LastAdministrator.IsAsync(db, user, token))
                    {
                        return LastAdministrator.Refused;
                    }

                    var result = await users.DeleteAsync(user);
                    return result.Succeeded ? default(Done) : IdentityErrors.ToRefusal(result);
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
            .ProducesConflict()
            .WithName("DeleteUser")
            .WithSummary("Delete a user");
}
