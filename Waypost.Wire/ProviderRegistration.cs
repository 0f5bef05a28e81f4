namespace Waypost.Wire;

/// <summary>Sent by a provider replica to register and to renew its lease: <c>POST /internal/providers?wait=20</c>.</summary>
public sealed record ProviderRegistration
{
    /// <summary>Identifies the replica. A new process has a new id unless its platform assigns one.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Where the manager can post webhooks; null if replicas cannot be addressed individually.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary><c>epoch.version</c> the replica has, by <c>project/environment</c>.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; init; } = new Dictionary<string, string>();

    /// <summary>Version of the SDK keys the replica has; null before the first fetch.</summary>
    public long? KeysVersion { get; init; }

    /// <summary>Number of open SDK streams.</summary>
    public int Connections { get; init; }
}

/// <summary>The manager's response: the newest versions and the duration of the lease.</summary>
public sealed record RegistrationReply
{
    /// <summary>Seconds after which the replica is removed unless it registers again.</summary>
    public required int LeaseSeconds { get; init; }

    /// <summary>Newest <c>epoch.version</c> of every environment, by <c>project/environment</c>.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>Newest version of the SDK keys.</summary>
    public required long KeysVersion { get; init; }
}
