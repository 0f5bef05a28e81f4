using System.Security.Cryptography;
using System.Text;
using Waypost.Wire;

namespace Waypost.Manager.Data;

/// <summary>An SDK key. Server keys are stored only as a hash; client keys also in clear text, because they are public.</summary>
internal sealed class StoredSdkKey
{
    public long Id { get; private set; }

    public int EnvironmentId { get; private set; }

    public ProjectEnvironment Environment { get; private set; } = null!;

    public string Kind { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>SHA-256 of the key, lower-case hexadecimal.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>The first characters, to tell keys apart.</summary>
    public string Prefix { get; private set; } = "";

    /// <summary>The complete key; client keys only.</summary>
    public string? PublicKey { get; private set; }

    public List<string> AllowedOrigins { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    public string CreatedBy { get; private set; } = "";

    /// <summary>End of a rotated key's grace period.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public static StoredSdkKey Create(
        ProjectEnvironment environment,
        string kind,
        string name,
        string key,
        IEnumerable<string> allowedOrigins,
        string by,
        DateTimeOffset at
    ) =>
        new()
        {
            EnvironmentId = environment.Id,
            Environment = environment,
            Kind = kind,
            Name = name,
            Hash = HashOf(key),
            Prefix = key[..Math.Min(key.Length, 18)],
            PublicKey = kind == SdkKey.Client ? key : null,
            AllowedOrigins = [.. allowedOrigins],
            CreatedAt = at,
            CreatedBy = by,
        };

    /// <summary>A new key: 40 characters of base 62, about 238 random bits.</summary>
    public static string NewKey(string kind) =>
        $"wp_{kind}_{RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 40)}";

    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    public bool IsActive(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || ExpiresAt > now);

    public void Rename(string name) => Name = name;

    public void ExpireAt(DateTimeOffset at) => ExpiresAt = ExpiresAt is { } current && current < at ? current : at;

    public void Revoke(DateTimeOffset at) => RevokedAt ??= at;
}
