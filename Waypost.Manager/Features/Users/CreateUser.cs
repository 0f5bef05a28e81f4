using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Waypost.Manager.Access;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Users;

/// <summary>Creates a user with an initial password.</summary>
internal static class CreateUser
{
    public sealed record Request
    {
        public string? Email { get; init; }

        public string? Name { get; init; }

        /// <summary>viewer, editor or admin.</summary>
        public string? Role { get; init; }

        public string? Password { get; init; }
    }

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Email).MustBeEmail();
            RuleFor(r => r.Name).MustBeName();
            RuleFor(r => r.Role).MustBeRole();
            RuleFor(r => r.Password).NotEmpty().WithMessage(ValidationMessages.Password);
        }
    }

    public sealed class Handler(ManagerDb db, UserManager<User> users, IValidator<Request> validator, TimeProvider time)
    {
        private static readonly Refusal.Conflict Taken = new(IdentityErrors.Taken);

        public async Task<Outcome<UserView>> HandleAsync(Request request, CancellationToken cancellationToken)
        {
            if (validator.Check(request) is { } refusal)
            {
                return refusal;
            }

            var email = request.Email!.Trim();
            return await db.InTransactionAsync<UserView>(
                Taken,
                async _ =>
                {
                    var user = new User
                    {
                        UserName = email,
                        Email = email,
                        EmailConfirmed = true,
                        Name = request.Name?.Trim() ?? email.Split('@')[0],
                        Role = request.Role!,
                        CreatedAt = time.Now(),
                    };
                    var result = await users.CreateAsync(user, request.Password!);
                    return result.Succeeded ? UserView.Of(user) : IdentityErrors.ToRefusal(result);
                },
                cancellationToken
            );
        }
    }

    public static void Map(RouteGroupBuilder users) =>
        users
            .MapPost(
                "",
                async Task<Results<Created<UserView>, ProblemHttpResult>> (
                    Request request,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(request, cancellationToken)).ToCreated(user => $"/api/v1/users/{user.Id}")
            )
            .ProducesConflict()
            .WithName("CreateUser")
            .WithSummary("Create a user");
}
