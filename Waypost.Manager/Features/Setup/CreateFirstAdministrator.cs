using FluentValidation;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Access;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Setup;

/// <summary>Whoever reads the console makes the first administrator, and is signed in. Refused for ever after.</summary>
internal static class CreateFirstAdministrator
{
    public sealed record Request(string? Token, string? Name, string? Email, string? Password);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator(SetupToken setup)
        {
            RuleFor(r => r.Token)
                .Must(setup.Matches)
                .WithMessage("This is not the token of this start. A restart makes a new one: look at the console's last lines.");
            RuleFor(r => r.Name).NotNull().WithMessage(Sentences.Name).MustBeName();
            RuleFor(r => r.Email).MustBeEmail();
            RuleFor(r => r.Password).NotEmpty().WithMessage(Sentences.Password);
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
        private static readonly Refusal.Conflict Done = new("The first administrator is already here. Sign in instead.");

        /// <summary>Whether setup is still open.</summary>
        public async Task<bool> IsOpenAsync(CancellationToken cancellationToken) => !await db.Users.AnyAsync(cancellationToken);

        public async Task<Outcome<Done>> HandleAsync(Request request, CancellationToken cancellationToken)
        {
            if (validator.Refuses(request) is { } refusal)
            {
                return refusal;
            }

            var made = await db.WholeAsync<User>(Done, token => CreateAsync(request, token), cancellationToken);
            if (!made.Succeeded(out var user, out var refused))
            {
                return refused;
            }

            await signIn.SignInAsync(user, isPersistent: true);
            return default(Done);
        }

        private async Task<Outcome<User>> CreateAsync(Request request, CancellationToken cancellationToken)
        {
            // Two who set up at once follow one another, and the second finds the first.
            await db.AloneAsync(cancellationToken);
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
            return result.Succeeded ? user : IdentityFaults.ToRefusal(result);
        }
    }
}
