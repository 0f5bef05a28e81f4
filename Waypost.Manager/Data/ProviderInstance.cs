namespace Waypost.Manager.Data;

/// <summary>A provider replica as it last registered with any manager replica.</summary>
internal sealed class ProviderInstance
{
    public string InstanceId { get; private set; } = "";

    public string? CallbackUrl { get; private set; }

    /// <summary><c>epoch.version</c> by <c>project/environment</c>.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; private set; } = new Dictionary<string, string>();

    public int Connections { get; private set; }

    public DateTimeOffset LastSeen { get; private set; }

    public DateTimeOffset LeaseUntil { get; private set; }
}
