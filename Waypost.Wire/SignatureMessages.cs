using System.Globalization;

namespace Waypost.Wire;

/// <summary>Explains to the operator of the sender why a request was refused. The messages contain no secret.</summary>
public static class SignatureMessages
{
    /// <param name="outcome">Any outcome except <see cref="SignatureOutcome.Valid"/>.</param>
    /// <param name="skew">The sender's time minus the receiver's.</param>
    public static string For(SignatureOutcome outcome, TimeSpan skew) =>
        outcome switch
        {
            SignatureOutcome.MissingHeader =>
                $"The headers {WebhookHeaders.Id}, {WebhookHeaders.Timestamp} and {WebhookHeaders.Signature} are required, once each.",
            SignatureOutcome.BadTimestamp => $"The header {WebhookHeaders.Timestamp} must contain the seconds since 1970, digits only.",
            SignatureOutcome.TooOld => string.Create(
                CultureInfo.InvariantCulture,
                $"The request was signed {-skew.TotalSeconds:F0} s ago; {WebhookSignature.Tolerance.TotalSeconds} s are allowed. "
                    + $"Compare the clocks of sender and receiver."
            ),
            SignatureOutcome.TooNew => string.Create(
                CultureInfo.InvariantCulture,
                $"The request was signed {skew.TotalSeconds:F0} s in the future; {WebhookSignature.Tolerance.TotalSeconds} s are allowed. "
                    + $"Compare the clocks of sender and receiver."
            ),
            _ => $"No signature matches. Set the same {WebhookSecret.Setting} on both sides.",
        };

    /// <summary>The signature is valid, but the id was used before.</summary>
    public static string ForReplay(string id) => $"The message {id} was already received. Every attempt needs a new id.";
}
