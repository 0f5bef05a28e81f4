namespace Waypost.Manager.Core;

/// <summary>An expected reason why something was not done. Nothing was saved.</summary>
internal abstract record Refusal(string Message)
{
    /// <summary>There is no such thing, or no longer.</summary>
    public sealed record NotFound(string Message) : Refusal(Message);

    /// <summary>Something the caller sent is wrong; by field.</summary>
    public sealed record Invalid(IReadOnlyDictionary<string, string[]> Errors) : Refusal(string.Join(' ', Errors.SelectMany(e => e.Value)))
    {
        public static Invalid Field(string field, string message) => new(new Dictionary<string, string[]> { [field] = [message] });
    }

    /// <summary>It clashes with what is there.</summary>
    public sealed record Conflict(string Message) : Refusal(Message);

    /// <summary>Somebody else was quicker: the version the caller started from is no longer the current one.</summary>
    public sealed record Stale(string CurrentETag)
        : Refusal(
            "Somebody changed this since you read it. Read it again, look at the difference, and send your change with the new ETag."
        );

    /// <summary>It was understood and tried out, and it does not work.</summary>
    /// <param name="Code">Stable, kebab-case.</param>
    /// <param name="Errors">By field.</param>
    /// <param name="Report">What was tried, in full.</param>
    public sealed record Unworkable(string Message, string Code, IReadOnlyDictionary<string, string[]> Errors, object Report)
        : Refusal(Message);

    /// <summary>The caller may not.</summary>
    public sealed record Forbidden(string Message) : Refusal(Message);

    /// <summary>Something it depends on is not there now; trying again later may help.</summary>
    public sealed record Unavailable(string Message) : Refusal(Message);
}
