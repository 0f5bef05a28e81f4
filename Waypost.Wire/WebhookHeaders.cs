namespace Waypost.Wire;

/// <summary>The headers of a signed request, as Standard Webhooks names them.</summary>
public static class WebhookHeaders
{
    /// <summary>Unique for every request, a repeated attempt included.</summary>
    public const string Id = "webhook-id";

    /// <summary>Seconds since 1970, digits only.</summary>
    public const string Timestamp = "webhook-timestamp";

    /// <summary>One or more signatures, separated by spaces.</summary>
    public const string Signature = "webhook-signature";
}
