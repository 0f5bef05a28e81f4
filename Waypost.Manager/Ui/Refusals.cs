using Waypost.Manager.Core;

namespace Waypost.Manager.Ui;

/// <summary>Refusals as pages show them, beside their fields.</summary>
internal static class Refusals
{
    /// <summary>What is wrong with these fields; a field's parts (<c>rules/0</c>, <c>fallthrough.rollout</c>) count as the field.</summary>
    public static IReadOnlyList<string> Of(this Refusal? refusal, params IEnumerable<string> fields) =>
        [.. Errors(refusal).Where(error => fields.Any(field => Belongs(error.Key, field))).SelectMany(error => error.Value)];

    private static IEnumerable<KeyValuePair<string, string[]>> Errors(Refusal? refusal) =>
        refusal switch
        {
            Refusal.Invalid invalid => invalid.Errors,
            Refusal.Unworkable unworkable => unworkable.Errors,
            _ => [],
        };

    /// <summary>
    /// Sets the status once the page is written. Blazor leaves a page out whose status is 404 while it renders, but ours
    /// says within the usual frame what is missing.
    /// </summary>
    public static void Answer(this HttpContext context, int status) =>
        context.Response.OnStarting(() =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

    private static bool Belongs(string path, string field) =>
        path.StartsWith(field, StringComparison.OrdinalIgnoreCase)
        && (path.Length == field.Length || path[field.Length] is '.' or '/' or '[');
}
