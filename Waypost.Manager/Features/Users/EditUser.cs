using System.Text.Json;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Waypost.Manager.Access;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Users;

/// <summary>Changes a user's name, role or password. A new role or password ends their sessions within a minute.</summary>
internal static class EditUser
{
    public sealed record Request
    {
        public string? Name { get; init; }

        /// <summary>viewer, editor or admin.</summary>
        public string? Role { get; init; }

        /// <summary>A new password; the old one stays if left out.</summary>
        public string? Password { get; init; }
    }

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Name).NotNull().WithMessage(ValidationMessages.Name).MustBeName();
            RuleFor(r => r.Role).MustBeRole();
        }
    }

    public sealed class Handler(ManagerDb db, UserManager<User> users, IValidator<Request> validator)
    {
        private static readonly Refusal.Conflict Clash = new("Someone else changed this user at the same moment. Try again.");

        /// <param name="patch">A JSON merge patch of <see cref="Request"/>.</param>
        public Task<Outcome<UserView>> HandleAsync(long id, JsonElement patch, CancellationToken cancellationToken) =>
            db.InTransactionAsync<UserView>(
                Clash,
                async token =>
                {
                    await db.LockDeploymentAsync(token);
                    if (await users.FindByIdAsync(IdentityErrors.IdOf(id)) is not { } user)
                    {
                        return UserView.NotFound(id);
                    }

                    var current = JsonSerializer.SerializeToNode(new Request { Name = user.Name, Role = user.Role }, JsonBody.Options);
                    if (!JsonBody.TryRead<Request>(MergePatch.Apply(current, patch), out var request, out var unreadable))
                    {
                        return unreadable;
                    }

                    if (validator.Check(request) is { } invalid)
                    {
                        return invalid;
                    }

                    if (request.Role != Roles.Admin && await LastAdministrator.IsAsync(db, user, token))
                    {
                        return LastAdministrator.Refused;
                    }

                    return await EditAsync(user, request) is { } refusal ? refusal : UserView.Of(user);
                },
                cancellationToken
            );

        /// <summary>Null when done.</summary>
        private async Task<Refusal?> EditAsync(User user, Request request)
        {
            var roleChanges = request.Role != user.Role;
            user.Name = request.Name!.Trim();
            user.Role = request.Role!;
            // Either call also saves name and role.
            var result = roleChanges ? await users.UpdateSecurityStampAsync(user) : await users.UpdateAsync(user);
            if (result.Succeeded && request.Password is { } password)
            {
                result = await ReplacePasswordAsync(user, password);
            }

            return result.Succeeded ? null : IdentityErrors.ToRefusal(result);
        }

        private async Task<IdentityResult> ReplacePasswordAsync(User user, string password)
        {
            foreach (var validator in users.PasswordValidators)
            {
                if (await validator.ValidateAsync(users, user, password) is { Succeeded: false } weak)
                {
                    return weak;
                }
            }

            user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
            // A new password also ends a lockout.
            user.LockoutEnd = null;
            user.AccessFailedCount = 0;
            return await users.UpdateSecurityStampAsync(user);
        }
    }

    public static void Map(RouteGroupBuilder users) =>
        users
            .MapPatch(
                "{id:long}",
                async Task<Results<Ok<UserView>, ProblemHttpResult>> (
                    long id,
                    JsonElement patch,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(id, patch, cancellationToken)).ToOk()
            )
            .AcceptsMergePatch<Request>()
            .ProducesConflict()
            .WithName("EditUser")
            .WithSummary("Change a user's name, role or password (JSON merge patch)");
}
