using Waypost.Flags;

namespace Waypost.Wire;

/// <summary>The body of <c>POST {callbackUrl}/webhooks/flags</c>.</summary>
public sealed record Webhook
{
    /// <summary>An environment has a newer version.</summary>
    public const string FlagsUpdated = "flags.updated";

    /// <summary>SDK keys changed.</summary>
    public const string KeysUpdated = "keys.updated";

    /// <summary>An environment or its project was deleted.</summary>
    public const string EnvironmentDeleted = "environment.deleted";

    /// <summary>One of the constants above.</summary>
    public required string Type { get; init; }

    /// <summary>When the manager sent it. Informational only: versions define the order.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>What changed.</summary>
    public required WebhookData Data { get; init; }
}

/// <summary>What changed. Which properties are set depends on <see cref="Webhook.Type"/>.</summary>
public sealed record WebhookData
{
    /// <summary>Key of the project (flags.updated, environment.deleted).</summary>
    public string? Project { get; init; }

    /// <summary>Key of the environment (flags.updated, environment.deleted).</summary>
    public string? Environment { get; init; }

    /// <summary>The environment's epoch (flags.updated, environment.deleted).</summary>
    public string? Epoch { get; init; }

    /// <summary>The version after the change (flags.updated).</summary>
    public long? Version { get; init; }

    /// <summary>The changes from the version the replica acknowledged to <see cref="Version"/> (flags.updated).</summary>
    public SnapshotPatch? Patch { get; init; }

    /// <summary>The full snapshot, if no patch is possible (flags.updated).</summary>
    public Snapshot? Snapshot { get; init; }

    /// <summary>All keys that are not revoked (keys.updated).</summary>
    public SdkKeys? Keys { get; init; }
}
