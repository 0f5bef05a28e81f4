namespace Waypost.Wire;

/// <summary>
/// Verifies signed requests: first the signature over the raw bytes, then that the id was not used before. Thread-safe.
/// </summary>
/// <param name="secret">The request may be signed with any of its keys.</param>
/// <param name="replays">The ids used so far.</param>
/// <param name="time">The receiver's clock.</param>
public sealed class SignedRequestVerifier(WebhookSecret secret, ReplayGuard replays, TimeProvider time)
{
    /// <summary>Returns null if the request is valid, otherwise why it is refused. The message contains no secret.</summary>
    /// <param name="id">The id header, or null.</param>
    /// <param name="timestamp">The timestamp header, or null.</param>
    /// <param name="signatures">The signature header, or null.</param>
    /// <param name="body">The body exactly as received.</param>
    public string? Verify(string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body)
    {
        var outcome = WebhookSignature.Verify(secret, id, timestamp, signatures, body, time, out var skew);
        return outcome != SignatureOutcome.Valid ? SignatureMessages.For(outcome, skew)
            : replays.TryAccept(id!) ? null
            : SignatureMessages.ForReplay(id!);
    }
}
