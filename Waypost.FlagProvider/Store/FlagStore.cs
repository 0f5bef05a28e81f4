using System.Collections.Concurrent;
using Waypost.Flags;

namespace Waypost.FlagProvider.Store;

/// <summary>
/// The newest state of every environment, shared by Upstream and Downstream. Readers read one volatile reference; writers block only
/// writers to the same environment. Thread-safe.
/// </summary>
internal sealed class FlagStore(TimeProvider time)
{
    private readonly ConcurrentDictionary<EnvironmentKey, FlagEnvironment> environments = new();

    /// <summary>An environment changed or was dropped. Raised on the thread that applies the change: handlers must be fast.</summary>
    public event Action<FlagEnvironment>? Changed;

    /// <summary>All environments the provider serves.</summary>
    public IEnumerable<FlagEnvironment> Environments => environments.Select(pair => pair.Value);

    public bool IsEmpty => environments.IsEmpty;

    public FlagEnvironment? Find(EnvironmentKey key) => environments.GetValueOrDefault(key);

    /// <summary>Applies a snapshot that has a newer version, or another epoch, than the current state.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="source">Where the snapshot came from.</param>
    /// <param name="at">When the snapshot was confirmed to be the newest; the current time if null.</param>
    public ApplyOutcome Apply(Snapshot snapshot, SnapshotSource source, DateTimeOffset? at = null)
    {
        var key = EnvironmentKey.Of(snapshot);
        while (true)
        {
            var environment = environments.GetOrAdd(key, static key => new FlagEnvironment(key));
            if (environment.Apply(snapshot, source, at ?? time.GetUtcNow()) is not { } outcome)
            {
                continue; // dropped in the meantime: the next iteration creates a new one
            }

            return RaiseIfApplied(environment, outcome);
        }
    }

    /// <summary>Applies a patch whose base is the current version.</summary>
    public ApplyOutcome Apply(EnvironmentKey key, SnapshotPatch patch) =>
        Find(key) is { } environment && environment.Apply(patch, time.GetUtcNow()) is { } outcome
            ? RaiseIfApplied(environment, outcome)
            : ApplyOutcome.DoesNotFit;

    /// <summary>Records that the manager reported this version as the newest.</summary>
    public void Confirm(EnvironmentKey key, SnapshotVersion version) => Find(key)?.Confirm(version, time.GetUtcNow());

    /// <summary>Removes a deleted environment; its streams end.</summary>
    public bool Drop(EnvironmentKey key)
    {
        if (!environments.TryRemove(key, out var environment))
        {
            return false;
        }

        environment.Drop();
        Changed?.Invoke(environment);
        return true;
    }

    private ApplyOutcome RaiseIfApplied(FlagEnvironment environment, ApplyOutcome outcome)
    {
        if (outcome == ApplyOutcome.Applied)
        {
            Changed?.Invoke(environment);
        }

        return outcome;
    }
}

/// <summary>The result of applying a snapshot, a patch or SDK keys.</summary>
internal enum ApplyOutcome
{
    /// <summary>The provider serves the new version.</summary>
    Applied,

    /// <summary>The provider already had this version or a newer one.</summary>
    AlreadyNewer,

    /// <summary>The patch's base is not the current version.</summary>
    DoesNotFit,
}

/// <summary>Where a snapshot came from.</summary>
internal enum SnapshotSource
{
    /// <summary>Read from disk; its age is unknown until the manager confirms it.</summary>
    Disk,

    /// <summary>Pushed by the manager with a webhook.</summary>
    Webhook,

    /// <summary>Fetched from the manager, so the newest version.</summary>
    Manager,
}
