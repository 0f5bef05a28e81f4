namespace Waypost.Wire;

/// <summary>The headers of a signed request, named as in Standard Webhooks.</summary>
public static class WebhookHeaders
{
    /// <summary>Unique for every request, including repeated attempts.</summary>
    public const string Id = "webhook-id";

    /// <summary>Seconds since 1970, digits only.</summary>
    public const string Timestamp = "webhook-timestamp";

    /// <summary>One or more signatures, separated by spaces.</summary>
    public const string Signature = "webhook-signature";
}
