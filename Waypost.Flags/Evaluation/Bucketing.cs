using System.Buffers;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;

namespace Waypost.Flags;

/// <summary>
/// Assigns a user to one of 100,000 buckets, the same one in every implementation:
/// floor(XXH32(UTF-8 of <c>salt:targetingKey</c>, seed 0) × 100000 / 2³²).
/// </summary>
public static class Bucketing
{
    /// <summary>The number of buckets.</summary>
    public const int Buckets = WeightedVariant.Total;

    // Longer inputs use a rented array.
    private const int StackBytes = 512;

    /// <summary>
    /// The user's bucket, 0 to 99,999. Allocates nothing. An unpaired surrogate is hashed as U+FFFD.
    /// </summary>
    /// <param name="salt">The flag's salt.</param>
    /// <param name="targetingKey">The user's id.</param>
    public static int Bucket(string salt, string targetingKey)
    {
        ArgumentNullException.ThrowIfNull(salt);
        ArgumentNullException.ThrowIfNull(targetingKey);
        return FromHash(Hash(salt, targetingKey));
    }

    /// <summary>The bytes hashed before the targeting key: the salt and a colon.</summary>
    internal static byte[] SaltPrefix(string salt) => [.. Encoding.UTF8.GetBytes(salt), (byte)':'];

    internal static int Bucket(ReadOnlySpan<byte> prefix, string targetingKey) => FromHash(Hash(prefix, targetingKey));

    internal static uint Hash(string salt, string targetingKey) => Hash(SaltPrefix(salt), targetingKey);

    [SkipLocalsInit]
    private static uint Hash(ReadOnlySpan<byte> prefix, string targetingKey)
    {
        // A UTF-16 unit becomes at most three bytes of UTF-8; a long cannot overflow.
        var maximumLength = prefix.Length + (3L * targetingKey.Length);
        if (maximumLength > StackBytes)
        {
            return HashRented(prefix, targetingKey);
        }

        Span<byte> bytes = stackalloc byte[StackBytes];
        prefix.CopyTo(bytes);
        var length = prefix.Length + Encoding.UTF8.GetBytes(targetingKey, bytes[prefix.Length..]);
        return XxHash32.HashToUInt32(bytes[..length]);
    }

    private static uint HashRented(ReadOnlySpan<byte> prefix, string targetingKey)
    {
        var rented = ArrayPool<byte>.Shared.Rent(prefix.Length + Encoding.UTF8.GetByteCount(targetingKey));
        prefix.CopyTo(rented);
        var length = prefix.Length + Encoding.UTF8.GetBytes(targetingKey, rented.AsSpan(prefix.Length));
        var hash = XxHash32.HashToUInt32(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    private static int FromHash(uint hash) => (int)(((ulong)hash * Buckets) >> 32);
}
