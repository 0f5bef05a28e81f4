namespace Waypost.Wire;

/// <summary>Every SDK key that is not revoked: <c>GET /internal/sdk-keys</c>.</summary>
public sealed record SdkKeys
{
    /// <summary>Grows with every change to any key.</summary>
    public required long KeysVersion { get; init; }

    /// <summary>The keys, hashed.</summary>
    public IReadOnlyList<SdkKey> Keys { get; init; } = [];
}

/// <summary>One SDK key as providers hold it.</summary>
public sealed record SdkKey
{
    /// <summary>Kind of a key that may read snapshots.</summary>
    public const string Server = "server";

    /// <summary>Kind of a key that may only evaluate.</summary>
    public const string Client = "client";

    /// <summary>The key's id in the manager.</summary>
    public required long Id { get; init; }

    /// <summary>Key of the project it opens.</summary>
    public required string Project { get; init; }

    /// <summary>Key of the environment it opens.</summary>
    public required string Environment { get; init; }

    /// <summary><see cref="Server"/> or <see cref="Client"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>SHA-256 of the whole key's UTF-8 bytes, lower-case hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>Origins a browser may call from; empty = any. Client keys only.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>When a rotated key's grace ends; none for a key that lives on.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
