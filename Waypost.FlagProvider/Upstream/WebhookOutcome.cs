namespace Waypost.FlagProvider.Upstream;

/// <summary>The result of handling a verified webhook.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="CurrentVersion">The current version within the webhook's epoch, if the webhook does not fit; 0 in another epoch.</param>
/// <param name="Error">Why the webhook is malformed.</param>
internal readonly record struct WebhookOutcome(WebhookOutcomeKind Kind, long CurrentVersion = 0, string? Error = null)
{
    public static WebhookOutcome Done => new(WebhookOutcomeKind.Done);

    public static WebhookOutcome DoesNotFit(long currentVersion) => new(WebhookOutcomeKind.DoesNotFit, currentVersion);

    public static WebhookOutcome Malformed(string error) => new(WebhookOutcomeKind.Malformed, Error: error);
}

internal enum WebhookOutcomeKind
{
    /// <summary>Applied, or nothing to do.</summary>
    Done,

    /// <summary>The patch's base is not the current version: the manager has to send a snapshot.</summary>
    DoesNotFit,

    /// <summary>The webhook cannot be used; sending it again does not help.</summary>
    Malformed,
}
