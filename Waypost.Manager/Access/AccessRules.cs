using System.Net.Mail;
using FluentValidation;
using Microsoft.AspNetCore.Identity;
using Waypost.Manager.Core;
using Waypost.Manager.Http;

namespace Waypost.Manager.Access;

/// <summary>What all requests about people and tokens have in common.</summary>
internal static class AccessRules
{
    private const int EmailLength = 254;

    /// <summary>NIST SP 800-63B: length beats composition rules.</summary>
    public const int PasswordLength = 10;

    /// <summary>As ASP.NET Identity says it, before there is anybody it could say it to.</summary>
    public static string PasswordTooShort => new IdentityErrorDescriber().PasswordTooShort(PasswordLength).Description;

    public static bool IsEmail(string? email) =>
        email?.Trim() is { Length: > 0 and <= EmailLength } trimmed
        && !trimmed.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || char.IsSurrogate(c))
        && MailAddress.TryCreate(trimmed, out var parsed)
        && parsed.Address == trimmed;

    public static IRuleBuilderOptions<T, string?> MustBeEmail<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(IsEmail).WithMessage(Sentences.Email);

    public static IRuleBuilderOptions<T, string?> MustBeRole<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(role => role is not null && Roles.All.Contains(role)).WithMessage($"The role is one of {string.Join(", ", Roles.All)}.");
}
