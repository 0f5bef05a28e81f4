using FluentValidation;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Access;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Setup;

/// <summary>Creates the first administrator and signs in, with the token from the console. Refused once a user exists.</summary>
internal static class CreateFirstAdministrator
{
    public sealed record Request(string? Token, string? Name, string? Email, string? Password);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator(SetupToken setup)
        {
            RuleFor(r => r.Token)
                .Must(setup.Matches)
                .WithMessage("This token is not valid. Each start creates a new one: see the last lines of the console.");
            RuleFor(r => r.Name).NotNull().WithMessage(ValidationMessages.Name).MustBeName();
            RuleFor(r => r.Email).MustBeEmail();
            RuleFor(r => r.Password).NotEmpty().WithMessage(ValidationMessages.Password);
        }
    }

    public sealed class Handler(
        ManagerDb db,
        UserManager<User> users,
        SignInManager<User> signIn,
        IValidator<Request> validator,
        TimeProvider time
    )
    {
        private static readonly Refusal.Conflict Done = new("The first administrator already exists. Sign in instead.");

        /// <summary>Whether setup is still open.</summary>
        public async Task<bool> IsOpenAsync(CancellationToken cancellationToken) => !await db.Users.AnyAsync(cancellationToken);

        public async Task<Outcome<Done>> HandleAsync(Request request, CancellationToken cancellationToken)
        {
            if (validator.Check(request) is { } refusal)
            {
                return refusal;
            }

            var created = await db.InTransactionAsync<User>(Done, token => CreateAsync(request, token), cancellationToken);
            if (!created.Succeeded(out var user, out var refused))
            {
                return refused;
            }

            await signIn.SignInAsync(user, isPersistent: true);
            return default(Done);
        }

        private async Task<Outcome<User>> CreateAsync(Request request, CancellationToken cancellationToken)
        {
            // Serialised, so that of two concurrent requests the second finds the first administrator.
            await db.LockDeploymentAsync(cancellationToken);
            if (!await IsOpenAsync(cancellationToken))
            {
                return Done;
            }

            var email = request.Email!.Trim();
            var user = new User
            {
                UserName = email,
                Email = email,
                EmailConfirmed = true,
                Name = request.Name!.Trim(),
                Role = Roles.Admin,
                CreatedAt = time.Now(),
            };
            var result = await users.CreateAsync(user, request.Password!);
            return result.Succeeded ? user : IdentityErrors.ToRefusal(result);
        }
    }
}
