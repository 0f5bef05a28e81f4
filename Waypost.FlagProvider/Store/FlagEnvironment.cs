using Waypost.Flags;

namespace Waypost.FlagProvider.Store;

/// <summary>One environment's newest state, and the rule that says what may replace it.</summary>
internal sealed class FlagEnvironment(EnvironmentKey key)
{
    private const int EpochsRemembered = 8;

    private readonly Lock gate = new(); // guards replacing: compare, then swap
    private readonly List<string> pastEpochs = [];
    private volatile EnvironmentState? current;
    private volatile bool isDropped;
    private volatile Freshness? freshness;

    public EnvironmentKey Key { get; } = key;

    /// <summary>Null only for the moment between being made and the first snapshot.</summary>
    public EnvironmentState? Current => current;

    /// <summary>Deleted in the manager: streams end.</summary>
    public bool IsDropped => isDropped;

    /// <summary>When the state was last known to be the newest.</summary>
    public Freshness? Freshness => freshness;

    /// <summary>Null if the environment was dropped.</summary>
    public ApplyOutcome? Apply(Snapshot snapshot, SnapshotSource source, DateTimeOffset at)
    {
        lock (gate)
        {
            if (isDropped)
            {
                return null;
            }

            var held = current;
            if (held is null)
            {
                return Replace(EnvironmentState.Of(snapshot), source, at);
            }

            if (held.Version.Epoch == snapshot.Epoch)
            {
                return snapshot.Version > held.Version.Version
                    ? Replace(held.Then(snapshot), source, at)
                    : AlreadyNewer(snapshot.Version, at);
            }

            // A webhook of an epoch that has ended is late; only the manager itself, asked, may go back to one.
            if (source != SnapshotSource.Manager && pastEpochs.Contains(snapshot.Epoch))
            {
                return ApplyOutcome.AlreadyNewer;
            }

            pastEpochs.Remove(snapshot.Epoch);
            pastEpochs.Add(held.Version.Epoch);
            pastEpochs.RemoveRange(0, Math.Max(0, pastEpochs.Count - EpochsRemembered));
            return Replace(EnvironmentState.Of(snapshot), source, at);
        }
    }

    /// <summary>Null if the environment was dropped.</summary>
    public ApplyOutcome? Apply(SnapshotPatch patch, DateTimeOffset at)
    {
        lock (gate)
        {
            if (isDropped || current is not { } held)
            {
                return null;
            }

            if (patch.Epoch != held.Version.Epoch)
            {
                return pastEpochs.Contains(patch.Epoch) ? ApplyOutcome.AlreadyNewer : ApplyOutcome.DoesNotFit;
            }

            if (patch.Version <= held.Version.Version)
            {
                return AlreadyNewer(patch.Version, at);
            }

            return held.Then(patch) is { } next ? Replace(next, SnapshotSource.Webhook, at) : ApplyOutcome.DoesNotFit;
        }
    }

    public void Confirm(SnapshotVersion version, DateTimeOffset at)
    {
        lock (gate)
        {
            if (current?.Version == version)
            {
                freshness = new(SnapshotSource.Manager, at);
            }
        }
    }

    public void Drop()
    {
        lock (gate)
        {
            isDropped = true;
        }
    }

    private ApplyOutcome AlreadyNewer(long version, DateTimeOffset at)
    {
        if (version == current!.Version.Version)
        {
            freshness = new(SnapshotSource.Manager, at);
        }

        return ApplyOutcome.AlreadyNewer;
    }

    private ApplyOutcome Replace(EnvironmentState next, SnapshotSource source, DateTimeOffset at)
    {
        freshness = new(source == SnapshotSource.Disk ? SnapshotSource.Disk : SnapshotSource.Manager, at);
        current = next;
        return ApplyOutcome.Applied;
    }
}

/// <summary>When a state was last known to be the newest, and from whom.</summary>
internal sealed record Freshness(SnapshotSource Source, DateTimeOffset At);
