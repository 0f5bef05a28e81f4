using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Waypost.Wire;

namespace Waypost.FlagProvider.Store;

/// <summary>Every SDK key at one version, by hash. Immutable.</summary>
internal sealed class KeyTable
{
    private const int LongestKey = 200;

    private readonly FrozenDictionary<KeyHash, SdkKey> keys;

    public KeyTable(SdkKeys source)
    {
        Source = source;
        var byHash = new Dictionary<KeyHash, SdkKey>(source.Keys.Count);
        foreach (var key in source.Keys)
        {
            if (KeyHash.TryParse(key.Hash, out var hash))
            {
                byHash[hash] = key;
            }
        }

        keys = byHash.ToFrozenDictionary();
    }

    /// <summary>As the manager sent them.</summary>
    public SdkKeys Source { get; }

    public long Version => Source.KeysVersion;

    /// <summary>The key a caller presented, if it is one and its time is not over.</summary>
    public SdkKey? Find(string presented, DateTimeOffset now, out KeyHash hash)
    {
        hash = default;
        if (presented.Length is 0 or > LongestKey)
        {
            return null;
        }

        hash = KeyHash.Of(presented);
        return Find(hash, now);
    }

    public SdkKey? Find(KeyHash hash, DateTimeOffset now) => keys.TryGetValue(hash, out var key) && !(key.ExpiresAt <= now) ? key : null;
}

/// <summary>SHA-256 of a key: finding one by its hash tells a guesser nothing about the keys there are.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct KeyHash(ulong A, ulong B, ulong C, ulong D)
{
    public static KeyHash Of(string key) => MemoryMarshal.Read<KeyHash>(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    public static bool TryParse(string? hexadecimal, out KeyHash hash)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        var isHash =
            hexadecimal?.Length == bytes.Length * 2
            && Convert.FromHexString(hexadecimal, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        hash = isHash ? MemoryMarshal.Read<KeyHash>(bytes) : default;
        return isHash;
    }

    public override int GetHashCode() => (int)A;
}
