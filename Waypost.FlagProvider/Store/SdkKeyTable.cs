using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Waypost.Wire;

namespace Waypost.FlagProvider.Store;

/// <summary>All SDK keys at one version, by hash. Immutable.</summary>
internal sealed class SdkKeyTable
{
    private const int MaxKeyLength = 200;

    private readonly FrozenDictionary<SdkKeyHash, SdkKey> keys;

    public SdkKeyTable(SdkKeys source)
    {
        Source = source;
        var byHash = new Dictionary<SdkKeyHash, SdkKey>(source.Keys.Count);
        foreach (var key in source.Keys)
        {
            if (SdkKeyHash.TryParse(key.Hash, out var hash))
            {
                byHash[hash] = key;
            }
        }

        keys = byHash.ToFrozenDictionary();
    }

    /// <summary>The keys as the manager sent them.</summary>
    public SdkKeys Source { get; }

    public long Version => Source.KeysVersion;

    /// <summary>The SDK key with this text; null if it is unknown or expired.</summary>
    public SdkKey? Find(string text, DateTimeOffset now, out SdkKeyHash hash)
    {
        hash = default;
        if (text.Length is 0 or > MaxKeyLength)
        {
            return null;
        }

        hash = SdkKeyHash.Of(text);
        return Find(hash, now);
    }

    public SdkKey? Find(SdkKeyHash hash, DateTimeOffset now) => keys.TryGetValue(hash, out var key) && !(key.ExpiresAt <= now) ? key : null;
}

/// <summary>SHA-256 of an SDK key. Looking keys up by hash reveals nothing about them through timing.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SdkKeyHash(ulong A, ulong B, ulong C, ulong D)
{
    public static SdkKeyHash Of(string key) => MemoryMarshal.Read<SdkKeyHash>(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    public static bool TryParse(string? hexadecimal, out SdkKeyHash hash)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        var isHash =
            hexadecimal?.Length == bytes.Length * 2
            && Convert.FromHexString(hexadecimal, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        hash = isHash ? MemoryMarshal.Read<SdkKeyHash>(bytes) : default;
        return isHash;
    }

    public override int GetHashCode() => (int)A;
}
