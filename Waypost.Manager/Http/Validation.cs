using FluentValidation;
using Waypost.Manager.Core;

namespace Waypost.Manager.Http;

/// <summary>Runs a validator and returns a refusal with the JSON field names.</summary>
internal static class Validation
{
    /// <summary>Null when valid.</summary>
    public static Refusal? Check<T>(this IValidator<T> validator, T request)
    {
        var result = validator.Validate(request);
        return result.IsValid
            ? null
            : new Refusal.Invalid(
                result
                    .Errors.GroupBy(e => CamelCase(e.PropertyName))
                    .ToDictionary(g => g.Key, g => g.Select(e => e.ErrorMessage).Distinct().ToArray())
            );
    }

    private static string CamelCase(string path) =>
        string.Join('.', path.Split('.').Select(part => part.Length == 0 ? part : char.ToLowerInvariant(part[0]) + part[1..]));
}
