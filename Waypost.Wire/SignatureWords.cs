using System.Globalization;

namespace Waypost.Wire;

/// <summary>Why a signature was refused, as a sentence for the caller's operator. Holds no secret.</summary>
public static class SignatureWords
{
    /// <param name="outcome">Anything but <see cref="SignatureOutcome.Valid"/>.</param>
    /// <param name="skew">The caller's clock minus the receiver's.</param>
    public static string Of(SignatureOutcome outcome, TimeSpan skew) =>
        outcome switch
        {
            SignatureOutcome.MissingHeader =>
                $"The headers {WebhookHeaders.Id}, {WebhookHeaders.Timestamp} and {WebhookHeaders.Signature} are all needed, once each.",
            SignatureOutcome.BadTimestamp => $"{WebhookHeaders.Timestamp} must be seconds since 1970, digits only.",
            SignatureOutcome.TooOld => string.Create(
                CultureInfo.InvariantCulture,
                $"Signed {-skew.TotalSeconds:F0} s ago by this clock; {WebhookSignature.Tolerance.TotalSeconds} s are allowed. "
                    + $"Compare the clocks."
            ),
            SignatureOutcome.TooNew => string.Create(
                CultureInfo.InvariantCulture,
                $"Signed {skew.TotalSeconds:F0} s in the future of this clock; {WebhookSignature.Tolerance.TotalSeconds} s are "
                    + $"allowed. Compare the clocks."
            ),
            _ => $"No signature matches. Compare {WebhookSecret.Setting} of both sides.",
        };

    /// <summary>The signature is right, and was seen before.</summary>
    public static string Replayed(string id) => $"The message {id} was already received; every attempt needs an id of its own.";
}
