using System.Text.Json;
using FluentValidation;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Flags;

/// <summary>Validation rules for a flag's definition.</summary>
internal static class FlagRules
{
    public const int DescriptionLength = 5000;
    private const int TagLength = 50;
    private const int MaxTags = 50;

    public static IRuleBuilderOptions<T, IReadOnlyList<string>?> MustBeTags<T>(this IRuleBuilder<T, IReadOnlyList<string>?> rule) =>
        rule.Must(tags =>
                tags is null
                || (
                    tags.Count <= MaxTags
                    && tags.All(t =>
                        t is not null && t.Trim().Length is > 0 and <= TagLength && !t.Any(char.IsControl) && KeyRules.IsText(t)
                    )
                )
            )
            .WithMessage($"At most {MaxTags} tags of 1 to {TagLength} characters.");

    public static IRuleBuilderOptions<T, double?> MustBePercentage<T>(this IRuleBuilder<T, double?> rule) =>
        rule.Must(p => p is null || Percentage.IsValid(p.Value)).WithMessage(ValidationMessages.Percentage);

    public static IReadOnlyList<string> Normalise(IReadOnlyList<string>? tags) =>
        [.. (tags ?? []).Select(t => t.Trim()).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>As the audit log shows it.</summary>
    public static JsonElement ToLog(FlagDefinition flag) =>
        JsonSerializer.SerializeToElement(
            new
            {
                flag.Key,
                flag.Name,
                flag.Description,
                Type = flag.Type.ToString().ToLowerInvariant(),
                flag.Variants,
                flag.Tags,
                flag.Owner,
                flag.Archived,
            },
            JsonSerializerOptions.Web
        );
}
