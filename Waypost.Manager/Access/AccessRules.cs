using System.Net.Mail;
using FluentValidation;
using Microsoft.AspNetCore.Identity;
using Waypost.Manager.Core;
using Waypost.Manager.Http;

namespace Waypost.Manager.Access;

/// <summary>Validation rules for users and tokens.</summary>
internal static class AccessRules
{
    private const int EmailLength = 254;

    /// <summary>NIST SP 800-63B: length beats composition rules.</summary>
    public const int PasswordLength = 10;

    /// <summary>ASP.NET Identity's message, available before a user exists.</summary>
    public static string PasswordTooShort => new IdentityErrorDescriber().PasswordTooShort(PasswordLength).Description;

    public static bool IsEmail(string? email) =>
        email?.Trim() is { Length: > 0 and <= EmailLength } trimmed
        && !trimmed.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || char.IsSurrogate(c))
        && MailAddress.TryCreate(trimmed, out var parsed)
        && parsed.Address == trimmed;

    public static IRuleBuilderOptions<T, string?> MustBeEmail<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(IsEmail).WithMessage(ValidationMessages.Email);

    public static IRuleBuilderOptions<T, string?> MustBeRole<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(role => role is not null && Roles.All.Contains(role))
            .WithMessage($"The role must be one of: {string.Join(", ", Roles.All)}.");
}
