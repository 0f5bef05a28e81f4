using Waypost.Flags;
using Waypost.Manager.Data;
using Waypost.Wire;

namespace Waypost.Manager.Delivery;

/// <summary>The versions a replica is known to have. Immutable.</summary>
internal sealed record ReplicaState(IReadOnlyDictionary<string, SnapshotVersion> Environments, long? KeysVersion)
{
    public static ReplicaState Of(ProviderRegistration registration)
    {
        var state = new Dictionary<string, SnapshotVersion>(StringComparer.Ordinal);
        foreach (var (name, text) in registration.Versions)
        {
            if (SnapshotVersion.TryParse(text, out var version))
            {
                state[name] = version;
            }
        }

        return new(state, registration.KeysVersion);
    }

    public ReplicaState With(string environment, SnapshotVersion? version)
    {
        var next = new Dictionary<string, SnapshotVersion>(Environments, StringComparer.Ordinal);
        if (version is { } state)
        {
            next[environment] = state;
        }
        else
        {
            next.Remove(environment);
        }

        return this with
        {
            Environments = next,
        };
    }
}

/// <summary>A registered provider replica and its last known state. Thread-safe.</summary>
internal sealed class Replica(string instanceId)
{
    private readonly ChangeSignal changed = new();
    private volatile ReplicaState state = new(new Dictionary<string, SnapshotVersion>(), null);

    public string InstanceId => instanceId;

    public Uri? CallbackUrl { get; private set; }

    public int Connections { get; private set; }

    public DateTimeOffset LastSeen { get; private set; }

    public DateTimeOffset LeaseUntil { get; private set; }

    public ReplicaState State => state;

    /// <summary>Whether the last webhook failed: until one succeeds, the long poll answers immediately.</summary>
    public bool IsFailing { get; private set; }

    /// <summary>Completes at the next registration or acknowledgement. Get it before reading the state.</summary>
    public Task Changed => changed.Next;

    /// <summary>The state a replica reports overrides what it acknowledged: it may have restarted.</summary>
    public void Renew(ProviderRegistration registration, Uri? callbackUrl, DateTimeOffset now, TimeSpan lease)
    {
        CallbackUrl = callbackUrl;
        Connections = registration.Connections;
        LastSeen = now;
        LeaseUntil = now + lease;
        state = ReplicaState.Of(registration);
        changed.Pulse();
    }

    public void Acknowledged(Func<ReplicaState, ReplicaState> change)
    {
        state = change(state);
        IsFailing = false;
        changed.Pulse();
    }

    public void Failed() => IsFailing = true;
}
