using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Waypost.Manager.Core;

namespace Waypost.Manager.Access;

/// <summary>Maps the errors of ASP.NET Identity to the fields of the request.</summary>
internal static class IdentityErrors
{
    public const string Taken = "A user with this e-mail address already exists.";

    /// <param name="passwordField">The field of the new password in the request.</param>
    public static Refusal ToRefusal(IdentityResult result, string passwordField = "password") =>
        result.Errors.Any(e => e.Code is nameof(IdentityErrorDescriber.DuplicateEmail) or nameof(IdentityErrorDescriber.DuplicateUserName))
            ? new Refusal.Conflict(Taken)
            : new Refusal.Invalid(
                result
                    .Errors.GroupBy(e => e.Code.StartsWith("Password", StringComparison.Ordinal) ? passwordField : "email")
                    .ToDictionary(g => g.Key, g => g.Select(e => e.Description).ToArray())
            );

    /// <summary>An id as Identity's stores expect it.</summary>
    public static string IdOf(long id) => id.ToString(CultureInfo.InvariantCulture);
}
