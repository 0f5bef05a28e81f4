namespace Waypost.Wire;

/// <summary>A provider replica registers and renews: <c>POST /internal/providers?wait=20</c>.</summary>
public sealed record ProviderRegistration
{
    /// <summary>Which running replica this is; a new process is a new instance unless its platform names it.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Where the manager can post webhooks; none where replicas cannot be addressed one by one.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary><c>epoch.version</c> the replica holds, by <c>project/environment</c>.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; init; } = new Dictionary<string, string>();

    /// <summary>Version of the SDK keys the replica holds; none before the first fetch.</summary>
    public long? KeysVersion { get; init; }

    /// <summary>Open SDK streams.</summary>
    public int Connections { get; init; }
}

/// <summary>The manager's answer: the newest versions, and how long the lease lasts.</summary>
public sealed record RegistrationReply
{
    /// <summary>Seconds after which the replica is dropped unless it registers again.</summary>
    public required int LeaseSeconds { get; init; }

    /// <summary>Newest <c>epoch.version</c> of every environment, by <c>project/environment</c>.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>Newest version of the SDK keys.</summary>
    public required long KeysVersion { get; init; }
}
