using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Waypost.Manager.Core;

namespace Waypost.Manager.Access;

/// <summary>What ASP.NET Identity complains about, beside the fields of the request.</summary>
internal static class IdentityFaults
{
    public const string Taken = "Somebody with this e-mail address is already here.";

    /// <param name="passwordField">How the request names the new password.</param>
    public static Refusal ToRefusal(IdentityResult result, string passwordField = "password") =>
        result.Errors.Any(e => e.Code is nameof(IdentityErrorDescriber.DuplicateEmail) or nameof(IdentityErrorDescriber.DuplicateUserName))
            ? new Refusal.Conflict(Taken)
            : new Refusal.Invalid(
                result
                    .Errors.GroupBy(e => e.Code.StartsWith("Password", StringComparison.Ordinal) ? passwordField : "email")
                    .ToDictionary(g => g.Key, g => g.Select(e => e.Description).ToArray())
            );

    /// <summary>An id as Identity's stores want it.</summary>
    public static string IdOf(long id) => id.ToString(CultureInfo.InvariantCulture);
}
