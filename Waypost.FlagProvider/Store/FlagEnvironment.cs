using Waypost.Flags;

namespace Waypost.FlagProvider.Store;

/// <summary>The newest state of one environment, and the rules for what may replace it. Thread-safe.</summary>
internal sealed class FlagEnvironment(EnvironmentKey key)
{
    private const int MaxPastEpochs = 8;

    private readonly Lock gate = new(); // guards replacing: compare, then swap
    private readonly List<string> pastEpochs = [];
    private volatile EnvironmentState? current;
    private volatile bool isDropped;
    private volatile Freshness? freshness;

    public EnvironmentKey Key { get; } = key;

    /// <summary>Null only between creation and the first snapshot.</summary>
    public EnvironmentState? Current => current;

    /// <summary>The environment was deleted in the manager.</summary>
    public bool IsDropped => isDropped;

    /// <summary>When the state was last confirmed to be the newest.</summary>
    public Freshness? Freshness => freshness;

    /// <returns>Null if the environment was dropped.</returns>
    public ApplyOutcome? Apply(Snapshot snapshot, SnapshotSource source, DateTimeOffset at)
    {
        lock (gate)
        {
            if (isDropped)
            {
                return null;
            }

            var state = current;
            if (state is null)
            {
                return Replace(EnvironmentState.From(snapshot), source, at);
            }

            if (state.Version.Epoch == snapshot.Epoch)
            {
                return snapshot.Version > state.Version.Version
                    ? Replace(state.Apply(snapshot), source, at)
                    : ConfirmIfCurrent(snapshot.Version, at);
            }

            // A webhook of a past epoch is late. Only a snapshot fetched from the manager may return to one.
            if (source != SnapshotSource.Manager && pastEpochs.Contains(snapshot.Epoch))
            {
                return ApplyOutcome.AlreadyNewer;
            }

            pastEpochs.Remove(snapshot.Epoch);
            pastEpochs.Add(state.Version.Epoch);
            pastEpochs.RemoveRange(0, Math.Max(0, pastEpochs.Count - MaxPastEpochs));
            return Replace(EnvironmentState.From(snapshot), source, at);
        }
    }

    /// <returns>Null if the environment was dropped.</returns>
    public ApplyOutcome? Apply(SnapshotPatch patch, DateTimeOffset at)
    {
        lock (gate)
        {
            if (isDropped || current is not { } state)
            {
                return null;
            }

            if (patch.Epoch != state.Version.Epoch)
            {
                return pastEpochs.Contains(patch.Epoch) ? ApplyOutcome.AlreadyNewer : ApplyOutcome.DoesNotFit;
            }

            if (patch.Version <= state.Version.Version)
            {
                return ConfirmIfCurrent(patch.Version, at);
            }

            return state.Apply(patch) is { } next ? Replace(next, SnapshotSource.Webhook, at) : ApplyOutcome.DoesNotFit;
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

    private ApplyOutcome ConfirmIfCurrent(long version, DateTimeOffset at)
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

/// <summary>When a state was last confirmed to be the newest, and where that came from.</summary>
internal sealed record Freshness(SnapshotSource Source, DateTimeOffset At);
