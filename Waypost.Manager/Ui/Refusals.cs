using Waypost.Manager.Http;

namespace Waypost.Manager.Ui;

/// <summary>Refusals as pages show them.</summary>
internal static class Refusals
{
    /// <summary>What is wrong with these fields; a field's parts (<c>rules/0</c>, <c>fallthrough.rollout</c>) count as the field.</summary>
    public static IReadOnlyList<string> Of(this Refusal? refusal, params IEnumerable<string> fields) => refusal is Refusal.Invalid invalid
        ? [.. invalid.Errors.Where(error => fields.Any(field => Belongs(error.Key, field))).SelectMany(error => error.Value)]
        : [];

    public static int Status(this Refusal refusal) => refusal switch
    {
        Refusal.NotFound => StatusCodes.Status404NotFound,
        Refusal.Conflict => StatusCodes.Status409Conflict,
        Refusal.Stale => StatusCodes.Status412PreconditionFailed,
        Refusal.Forbidden => StatusCodes.Status403Forbidden,
        Refusal.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status400BadRequest,
    };

    private static bool Belongs(string path, string field) =>
        path.StartsWith(field, StringComparison.OrdinalIgnoreCase) && (path.Length == field.Length || path[field.Length] is '.' or '/' or '[');
}
