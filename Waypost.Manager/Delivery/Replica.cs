using Waypost.Flags;
using Waypost.Manager.Data;
using Waypost.Wire;

namespace Waypost.Manager.Delivery;

/// <summary>What a replica is known to hold. Immutable.</summary>
internal sealed record Held(IReadOnlyDictionary<string, SnapshotVersion> Environments, long? KeysVersion)
{
    public static Held Of(ProviderRegistration registration)
    {
        var held = new Dictionary<string, SnapshotVersion>(StringComparer.Ordinal);
        foreach (var (name, text) in registration.Versions)
        {
            if (SnapshotVersion.TryParse(text, out var version))
            {
                held[name] = version;
            }
        }

        return new(held, registration.KeysVersion);
    }

    public Held With(string environment, SnapshotVersion? version)
    {
        var next = new Dictionary<string, SnapshotVersion>(Environments, StringComparer.Ordinal);
        if (version is { } held)
        {
            next[environment] = held;
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

/// <summary>One registered provider replica, as this manager knows it. Thread-safe.</summary>
internal sealed class Replica(string instanceId)
{
    private readonly ChangeSignal changed = new();
    private volatile Held held = new(new Dictionary<string, SnapshotVersion>(), null);

    public string InstanceId => instanceId;

    public Uri? CallbackUrl { get; private set; }

    public int Connections { get; private set; }

    public DateTimeOffset LastSeen { get; private set; }

    public DateTimeOffset LeaseUntil { get; private set; }

    public Held Held => held;

    /// <summary>Whether the last webhook failed: until one succeeds, the long poll answers at once.</summary>
    public bool IsFailing { get; private set; }

    /// <summary>Completes at the next registration or acknowledgement. Take it before reading the state.</summary>
    public Task Changed => changed.Next;

    /// <summary>The replica's own word about what it holds counts more than what was acknowledged: it may have started anew.</summary>
    public void Renew(ProviderRegistration registration, Uri? callbackUrl, DateTimeOffset now, TimeSpan lease)
    {
        CallbackUrl = callbackUrl;
        Connections = registration.Connections;
        LastSeen = now;
        LeaseUntil = now + lease;
        held = Held.Of(registration);
        changed.Pulse();
    }

    public void Acknowledged(Func<Held, Held> change)
    {
        held = change(held);
        IsFailing = false;
        changed.Pulse();
    }

    public void Failed() => IsFailing = true;
}
