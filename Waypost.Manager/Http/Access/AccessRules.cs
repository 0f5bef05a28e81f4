using System.Net.Mail;
using FluentValidation;

namespace Waypost.Manager.Http.Access;

/// <summary>What all requests about people and tokens have in common.</summary>
internal static class AccessRules
{
    private const int EmailLength = 254;

    public static IRuleBuilderOptions<T, string?> MustBeEmail<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(email => email?.Trim() is { Length: > 0 and <= EmailLength } trimmed
            && !trimmed.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || char.IsSurrogate(c)) && MailAddress.TryCreate(trimmed, out var parsed) && parsed.Address == trimmed)
        .WithMessage("This is not an e-mail address.");

    public static IRuleBuilderOptions<T, string?> MustBeRole<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(role => role is not null && Roles.All.Contains(role))
        .WithMessage($"The role is one of {string.Join(", ", Roles.All)}.");
}
