using System.Text.RegularExpressions;
using FluentValidation;

namespace Waypost.Manager.Http;

/// <summary>Validation rules for keys, names and texts.</summary>
internal static partial class KeyRules
{
    public static IRuleBuilderOptions<T, string?> MustBeKey<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(key => key is not null && Pattern().IsMatch(key))
            .WithMessage(
                "A key must have 1 to 100 letters, digits, dots, dashes or underscores and start with a letter or digit. "
                    + "It cannot be changed later."
            );

    public static IRuleBuilderOptions<T, string?> MustBeName<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(name => name is null || (name.Trim().Length is > 0 and <= 200 && !name.Any(char.IsControl) && IsText(name)))
            .WithMessage(ValidationMessages.Name);

    /// <summary>Free text, possibly of several lines.</summary>
    public static IRuleBuilderOptions<T, string?> MustBeText<T>(this IRuleBuilder<T, string?> rule, int length) =>
        rule.Must(text => text is null || (text.Length <= length && IsText(text)))
            .WithMessage($"At most {length} characters of valid Unicode, without NUL.");

    /// <summary>Text that PostgreSQL can store: valid Unicode without NUL.</summary>
    public static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i]))))
            {
                return false;
            }
        }

        return true;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$(?<!\n)", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
