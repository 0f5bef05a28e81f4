using Waypost.Manager.Core;

namespace Waypost.Manager.Ui;

/// <summary>Refusals as pages show them: errors beside their fields, and the status of the answer.</summary>
internal static class RefusalErrors
{
    /// <summary>What is wrong with these fields; a field's parts (<c>rules/0</c>, <c>fallthrough.rollout</c>) count as the field.</summary>
    public static IReadOnlyList<string> ErrorsOf(this Refusal? refusal, params IEnumerable<string> fields) =>
        [.. All(refusal).Where(error => fields.Any(field => Belongs(error.Key, field))).SelectMany(error => error.Value)];

    /// <summary>
    /// Sets the status when the response starts. Blazor does not write a page whose status becomes 404 while it renders, but ours
    /// say within the usual layout what is missing.
    /// </summary>
    public static void SetStatus(this HttpContext context, int status) =>
        context.Response.OnStarting(() =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

    private static IEnumerable<KeyValuePair<string, string[]>> All(Refusal? refusal) =>
        refusal switch
        {
            Refusal.Invalid invalid => invalid.Errors,
            Refusal.Unworkable unworkable => unworkable.Errors,
            Refusal.Conflict { Field: { } field } conflict => [new(field, [conflict.Message])],
            _ => [],
        };

    private static bool Belongs(string path, string field) =>
        path.StartsWith(field, StringComparison.OrdinalIgnoreCase)
        && (path.Length == field.Length || path[field.Length] is '.' or '/' or '[');
}
