namespace Waypost.Wire;

/// <summary>All SDK keys that are not revoked: <c>GET /internal/sdk-keys</c>.</summary>
public sealed record SdkKeys
{
    /// <summary>Increases with every change to any key.</summary>
    public required long KeysVersion { get; init; }

    /// <summary>The keys, hashed.</summary>
    public IReadOnlyList<SdkKey> Keys { get; init; } = [];
}

/// <summary>An SDK key as known to providers.</summary>
public sealed record SdkKey
{
    /// <summary>Kind of a key that can read snapshots.</summary>
    public const string Server = "server";

    /// <summary>Kind of a key that can only evaluate flags.</summary>
    public const string Client = "client";

    /// <summary>The key's id in the manager.</summary>
    public required long Id { get; init; }

    /// <summary>Key of the project it gives access to.</summary>
    public required string Project { get; init; }

    /// <summary>Key of the environment it gives access to.</summary>
    public required string Environment { get; init; }

    /// <summary><see cref="Server"/> or <see cref="Client"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>SHA-256 of the UTF-8 bytes of the full key, in lower-case hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>Origins that browsers may call from; empty for any. Client keys only.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>When the grace period of a rotated key ends; null if the key was not rotated.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
