using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Waypost.Wire;

/// <summary>
/// Signs and verifies as Standard Webhooks says: <c>v1,</c> and the base64 HMAC-SHA256 of <c>id.timestamp.body</c>.
/// Pure functions of their arguments; safe to call from any thread.
/// </summary>
public static class WebhookSignature
{
    /// <summary>How far sender's and receiver's clocks may be apart, either way.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);
    private const string Version = "v1,";
    private const int EncodedLength = 44; // base64 of 32 bytes
    private const int MaximumIdLength = 128;
    private const int MaximumTimestampLength = 12;
    private static readonly long LatestSeconds = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>The signature header's value: one signature for each of the secret's keys, separated by spaces.</summary>
    public static string Sign(WebhookSecret secret, string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (!IsId(id))
        {
            throw new ArgumentException("An id is 1 to 128 letters, digits, '_' or '-'.", nameof(id));
        }

        var timestamp = Timestamp(at);
        Span<byte> encoded = stackalloc byte[EncodedLength];
        var value = new StringBuilder();
        foreach (var key in secret.Keys)
        {
            Encode(key, id, timestamp, body, encoded);
            value.Append(value.Length > 0 ? " " : "").Append(Version).Append(Encoding.ASCII.GetString(encoded));
        }

        return value.ToString();
    }

    /// <summary>The timestamp header's value.</summary>
    public static string Timestamp(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Verifies the three headers against the raw bytes of the body. The signature is looked at before the time, so
    /// that a skew is only ever reported of a sender that knows the secret.
    /// </summary>
    /// <param name="secret">Any of its keys may have signed.</param>
    /// <param name="id">The id header, or null.</param>
    /// <param name="timestamp">The timestamp header, or null.</param>
    /// <param name="signatures">The signature header, or null; several signatures are separated by spaces.</param>
    /// <param name="body">The body exactly as received.</param>
    /// <param name="time">The receiver's clock.</param>
    /// <param name="skew">Sender's time minus receiver's; zero unless the signature is right.</param>
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

        if (!IsTimestamp(timestamp))
        {
            return SignatureOutcome.BadTimestamp;
        }

        if (!IsId(id) || !IsSigned(secret, id, timestamp, signatures, body))
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

    private static bool IsSigned(WebhookSecret secret, string id, string timestamp, string signatures, ReadOnlySpan<byte> body)
    {
        Span<byte> expected = stackalloc byte[EncodedLength];
        Span<byte> given = stackalloc byte[EncodedLength];
        var signed = false;
        foreach (var key in secret.Keys)
        {
            Encode(key, id, timestamp, body, expected);
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

                // The text is compared, not the bytes it decodes to: base64 has several spellings of the same bytes.
                Encoding.ASCII.GetBytes(signature[Version.Length..], given);
                signed |= CryptographicOperations.FixedTimeEquals(expected, given);
            }
        }

        return signed;
    }

    private static void Encode(byte[] key, string id, string timestamp, ReadOnlySpan<byte> body, Span<byte> encoded)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.ASCII.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        hmac.GetHashAndReset(hash);
        System.Buffers.Text.Base64.EncodeToUtf8(hash, encoded, out _, out _);
    }

    // No full stop: "a.1" + "2" would sign the same bytes as "a" + "1.2".
    private static bool IsId(string? id) =>
        id is { Length: > 0 and <= MaximumIdLength } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    private static bool IsTimestamp(string timestamp) => timestamp.Length <= MaximumTimestampLength && timestamp.All(char.IsAsciiDigit);
}
