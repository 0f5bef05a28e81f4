using System.Net.Mail;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;

namespace Waypost.Manager.Features.Account;

/// <summary>Signs in with e-mail and password. For pages; scripts use tokens.</summary>
internal static partial class SignIn
{
    public sealed record Request(string Email, string Password, bool Remember = false);

    /// <summary>The same for every cause, so that it does not reveal who has an account.</summary>
    public static readonly Refusal Refused = Refusal.Invalid.Field(
        "password",
        "E-mail or password is wrong. After five wrong passwords an account is locked for 5 minutes."
    );

    public sealed partial class Handler(
        SignInManager<User> signIn,
        UserManager<User> users,
        IPasswordHasher<User> hasher,
        ILogger<Handler> logger
    )
    {
        /// <summary>Hash of a random password; checking it takes as long as checking a real one.</summary>
        private static string? dummyHash;

        /// <summary>False until the first administrator was created.</summary>
        public Task<bool> HasAccountsAsync(CancellationToken cancellationToken) => users.Users.AnyAsync(cancellationToken);

        public async Task<Outcome<Done>> HandleAsync(Request request)
        {
            var user = MailAddress.TryCreate(request.Email ?? "", out _) ? await users.FindByEmailAsync(request.Email!.Trim()) : null;
            if (user is null || await users.IsLockedOutAsync(user))
            {
                var hash = dummyHash ??= hasher.HashPassword(new(), Guid.NewGuid().ToString());
                hasher.VerifyHashedPassword(new(), hash, request.Password ?? "");
                return Refuse(user is null ? "unknown" : "locked");
            }

            var result = await signIn.PasswordSignInAsync(user, request.Password ?? "", request.Remember, lockoutOnFailure: true);
            if (!result.Succeeded)
            {
                return Refuse(result.IsLockedOut ? "locked" : "password");
            }

            return default(Done);
        }

        private Refusal Refuse(string reason)
        {
            Instruments.AuthFailures.Add(1, new KeyValuePair<string, object?>("kind", reason));
            Log.Refused(logger, reason);
            return Refused;
        }

        private static partial class Log
        {
            [LoggerMessage(Level = LogLevel.Information, Message = "Sign-in refused: {Reason}")]
            public static partial void Refused(ILogger logger, string reason);
        }
    }
}
