namespace Waypost.Manager.Core;

/// <summary>An expected reason why a request was not carried out. Nothing was saved.</summary>
internal abstract record Refusal(string Message)
{
    /// <summary>It does not exist, or was deleted.</summary>
    public sealed record NotFound(string Message) : Refusal(Message);

    /// <summary>The request is invalid; messages by field.</summary>
    public sealed record Invalid(IReadOnlyDictionary<string, string[]> Errors) : Refusal(string.Join(' ', Errors.SelectMany(e => e.Value)))
    {
        public static Invalid Field(string field, string message) => new(new Dictionary<string, string[]> { [field] = [message] });
    }

    /// <summary>It conflicts with the current state.</summary>
    /// <param name="Field">The field that the conflict is about, for forms.</param>
    public sealed record Conflict(string Message, string? Field = null) : Refusal(Message);

    /// <summary>The caller's ETag is outdated: someone else changed the resource.</summary>
    public sealed record Stale(string CurrentETag)
        : Refusal(
            "Someone else changed this after you loaded it. Load it again, look at the difference, and send your change with the new ETag."
        );

    /// <summary>The request is valid, but a check against the analytics database failed.</summary>
    /// <param name="Code">Stable, kebab-case.</param>
    /// <param name="Errors">By field.</param>
    /// <param name="Report">The full report of the check.</param>
    public sealed record Unworkable(string Message, string Code, IReadOnlyDictionary<string, string[]> Errors, object Report)
        : Refusal(Message);

    /// <summary>The caller's role does not allow it.</summary>
    public sealed record Forbidden(string Message) : Refusal(Message);

    /// <summary>A dependency is unavailable; trying again later may help.</summary>
    public sealed record Unavailable(string Message) : Refusal(Message);
}
