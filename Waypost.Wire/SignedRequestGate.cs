namespace Waypost.Wire;

/// <summary>
/// What stands before every receiver of signed requests: the signature over the raw bytes, then the id's first use. Thread-safe.
/// </summary>
/// <param name="secret">Any of its keys may have signed.</param>
/// <param name="replays">Ids that were used.</param>
/// <param name="time">The receiver's clock.</param>
public sealed class SignedRequestGate(WebhookSecret secret, ReplayGuard replays, TimeProvider time)
{
    /// <summary>Null lets the request in; otherwise a sentence that says what is wrong, and holds no secret.</summary>
    /// <param name="id">The id header, or null.</param>
    /// <param name="timestamp">The timestamp header, or null.</param>
    /// <param name="signatures">The signature header, or null.</param>
    /// <param name="body">The body exactly as received.</param>
    public string? Refusal(string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body)
    {
        var outcome = WebhookSignature.Verify(secret, id, timestamp, signatures, body, time, out var skew);
        return outcome != SignatureOutcome.Valid ? SignatureWords.Of(outcome, skew)
            : replays.TryAccept(id!) ? null
            : SignatureWords.Replayed(id!);
    }
}
