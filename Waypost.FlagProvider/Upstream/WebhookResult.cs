namespace Waypost.FlagProvider.Upstream;

/// <summary>What a verified webhook is answered.</summary>
internal readonly record struct WebhookResult(WebhookResultKind Kind, long Held = 0, string? Fault = null)
{
    public static WebhookResult Done => new(WebhookResultKind.Done);

    /// <summary>Send a snapshot instead.</summary>
    public static WebhookResult DoesNotFit(long held) => new(WebhookResultKind.DoesNotFit, held);

    public static WebhookResult Malformed(string fault) => new(WebhookResultKind.Malformed, Fault: fault);
}

internal enum WebhookResultKind
{
    /// <summary>Applied, or nothing to do.</summary>
    Done,

    /// <summary>The patch starts from another version than the one held.</summary>
    DoesNotFit,

    /// <summary>Sending it again will not help.</summary>
    Malformed,
}
