using System.Text.RegularExpressions;
using FluentValidation;

namespace Waypost.Manager.Http;

/// <summary>What all keys and names have in common.</summary>
internal static partial class KeyRules
{
    public static IRuleBuilderOptions<T, string?> MustBeKey<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(key => key is not null && Pattern().IsMatch(key))
        .WithMessage("A key has 1 to 100 letters, digits, dots, dashes or underscores and starts with a letter or digit. It never changes.");

    public static IRuleBuilderOptions<T, string?> MustBeName<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(name => name is null || (name.Trim().Length is > 0 and <= 200 && !name.Any(char.IsControl)))
        .WithMessage("A name has 1 to 200 characters and no line breaks.");

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$(?<!\n)", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
