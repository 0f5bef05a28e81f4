using System.Net.Mail;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;

namespace Waypost.Manager.Features.Account;

/// <summary>E-mail and password become the UI's cookie. Pages call it; scripts use tokens.</summary>
internal static partial class SignIn
{
    public sealed record Request(string Email, string Password, bool Remember = false);

    /// <summary>The same whatever is wrong, so that nobody learns who has an account.</summary>
    public static readonly Refusal Refused = Refusal.Invalid.Field(
        "password",
        "E-mail or password is wrong. After five wrong passwords an account rests for five minutes."
    );

    public sealed partial class Handler(
        SignInManager<User> signIn,
        UserManager<User> users,
        IPasswordHasher<User> hasher,
        ILogger<Handler> logger
    )
    {
        /// <summary>Hash of a password nobody has; checking it takes as long as checking a real one.</summary>
        private static string? nobodysHash;

        /// <summary>False until the first administrator was created.</summary>
        public Task<bool> HasAccountsAsync(CancellationToken cancellationToken) => users.Users.AnyAsync(cancellationToken);

        public async Task<Outcome<Done>> HandleAsync(Request request)
        {
            var user = MailAddress.TryCreate(request.Email ?? "", out _) ? await users.FindByEmailAsync(request.Email!.Trim()) : null;
            if (user is null || await users.IsLockedOutAsync(user))
            {
                var nobody = nobodysHash ??= hasher.HashPassword(new(), Guid.NewGuid().ToString());
                hasher.VerifyHashedPassword(new(), nobody, request.Password ?? "");
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
            [LoggerMessage(Level = LogLevel.Information, Message = "A sign-in was refused: {Reason}")]
            public static partial void Refused(ILogger logger, string reason);
        }
    }
}
