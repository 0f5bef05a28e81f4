using Microsoft.AspNetCore.Identity;
using Waypost.Manager.Access;
using Waypost.Manager.Core;
using Waypost.Manager.Data;

namespace Waypost.Manager.Features.Account;

/// <summary>Changes the current user's password and ends their other sessions.</summary>
internal static class ChangePassword
{
    public sealed record Request(string CurrentPassword, string NewPassword);

    public sealed class Handler(SignInManager<User> signIn, UserManager<User> users)
    {
        public async Task<Outcome<Done>> HandleAsync(Request request, Actor actor)
        {
            if (actor.UserId is not { } id || await users.FindByIdAsync(IdentityErrors.IdOf(id)) is not { } user)
            {
                return new Refusal.NotFound("This account no longer exists. Ask an administrator.");
            }

            // Counts towards the lockout, so that a borrowed session cannot try passwords without end.
            if (await users.IsLockedOutAsync(user) || !await users.CheckPasswordAsync(user, request.CurrentPassword ?? ""))
            {
                await users.AccessFailedAsync(user);
                return Refusal.Invalid.Field(
                    "currentPassword",
                    "The current password is wrong. After five wrong passwords an account is locked for 5 minutes."
                );
            }

            var result = await users.ChangePasswordAsync(user, request.CurrentPassword!, request.NewPassword ?? "");
            if (!result.Succeeded)
            {
                return IdentityErrors.ToRefusal(result, "newPassword");
            }

            await users.ResetAccessFailedCountAsync(user);
            await signIn.RefreshSignInAsync(user);
            return default(Done);
        }
    }
}
