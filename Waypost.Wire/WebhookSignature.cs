using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Waypost.Wire;

/// <summary>
/// Signs and verifies requests as specified by Standard Webhooks: <c>v1,</c> and the base64 HMAC-SHA256 of <c>id.timestamp.body</c>.
/// Pure functions; thread-safe.
/// </summary>
public static class WebhookSignature
{
    /// <summary>Maximum difference between the clocks of sender and receiver, in either direction.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);
    private const string Version = "v1,";
    private const int EncodedLength = 44; // base64 of 32 bytes
    private const int MaximumIdLength = 128;
    private const int MaximumTimestampLength = 12;
    private static readonly long LatestSeconds = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>The value of the signature header: one signature for each key of the secret, separated by spaces.</summary>
    public static string Sign(WebhookSecret secret, string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (!IsValidId(id))
        {
            throw new ArgumentException("An id must have 1 to 128 letters, digits, '_' or '-'.", nameof(id));
        }

        var timestamp = Timestamp(at);
        Span<byte> encoded = stackalloc byte[EncodedLength];
        var value = new StringBuilder();
        foreach (var key in secret.Keys)
        {
            ComputeSignature(key, id, timestamp, body, encoded);
            value.Append(value.Length > 0 ? " " : "").Append(Version).Append(Encoding.ASCII.GetString(encoded));
        }

        return value.ToString();
    }

    /// <summary>The value of the timestamp header.</summary>
    public static string Timestamp(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Verifies the three headers against the raw bytes of the body. The signature is checked before the time, so a skew is reported only
    /// for senders that know the secret.
    /// </summary>
    /// <param name="secret">The request may be signed with any of its keys.</param>
    /// <param name="id">The id header, or null.</param>
    /// <param name="timestamp">The timestamp header, or null.</param>
    /// <param name="signatures">The signature header, or null; several signatures are separated by spaces.</param>
    /// <param name="body">The body exactly as received.</param>
    /// <param name="time">The receiver's clock.</param>
    /// <param name="skew">The sender's time minus the receiver's; zero unless the signature is valid.</param>
    public static SignatureOutcome Verify(
        WebhookSecret secret,
        string? id,
        string? timestamp,
        string? signatures,
        ReadOnlySpan<byte> body,
        TimeProvider time,
        out TimeSpan skew
    )
    {
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentNullException.ThrowIfNull(time);
        skew = default;
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signatures))
        {
            return SignatureOutcome.MissingHeader;
        }

        if (!IsValidTimestamp(timestamp))
        {
            return SignatureOutcome.BadTimestamp;
        }

        if (!IsValidId(id) || !HasValidSignature(secret, id, timestamp, signatures, body))
        {
            return SignatureOutcome.BadSignature;
        }

        var sent = DateTimeOffset.UnixEpoch.AddSeconds(
            Math.Min(long.Parse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture), LatestSeconds)
        );
        skew = sent - time.GetUtcNow();
        return skew > Tolerance ? SignatureOutcome.TooNew
            : skew < -Tolerance ? SignatureOutcome.TooOld
            : SignatureOutcome.Valid;
    }

    private static bool HasValidSignature(WebhookSecret secret, string id, string timestamp, string signatures, ReadOnlySpan<byte> body)
    {
        Span<byte> expected = stackalloc byte[EncodedLength];
        Span<byte> given = stackalloc byte[EncodedLength];
        var isValid = false;
        foreach (var key in secret.Keys)
        {
            ComputeSignature(key, id, timestamp, body, expected);
            foreach (var range in signatures.AsSpan().Split(' '))
            {
                var signature = signatures.AsSpan(range);
                if (
                    signature.Length != Version.Length + EncodedLength
                    || !signature.StartsWith(Version, StringComparison.Ordinal)
                    || !Ascii.IsValid(signature)
                )
                {
                    continue;
                }

                // Compares the text instead of the decoded bytes, because base64 can encode the same bytes in several ways.
                Encoding.ASCII.GetBytes(signature[Version.Length..], given);
                isValid |= CryptographicOperations.FixedTimeEquals(expected, given);
            }
        }

        return isValid;
    }

    private static void ComputeSignature(byte[] key, string id, string timestamp, ReadOnlySpan<byte> body, Span<byte> encoded)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.ASCII.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        hmac.GetHashAndReset(hash);
        System.Buffers.Text.Base64.EncodeToUtf8(hash, encoded, out _, out _);
    }

    // Without a dot: otherwise "a.1" + "2" and "a" + "1.2" would sign the same bytes.
    private static bool IsValidId(string? id) =>
        id is { Length: > 0 and <= MaximumIdLength } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    private static bool IsValidTimestamp(string timestamp) =>
        timestamp.Length <= MaximumTimestampLength && timestamp.All(char.IsAsciiDigit);
}
