using System.Collections.Concurrent;
using Waypost.Flags;

namespace Waypost.FlagProvider.Store;

/// <summary>
/// Where upstream and downstream meet: the newest state of every environment. Reading is one volatile reference;
/// whoever applies something waits only for others applying to the same environment. Thread-safe.
/// </summary>
internal sealed class FlagStore(TimeProvider time)
{
    private readonly ConcurrentDictionary<EnvironmentKey, FlagEnvironment> environments = new();

    /// <summary>An environment moved, or is gone. Called on the applying thread: do little.</summary>
    public event Action<FlagEnvironment>? Changed;

    /// <summary>Every environment the provider holds.</summary>
    public IEnumerable<FlagEnvironment> Environments => environments.Select(pair => pair.Value);

    public bool IsEmpty => environments.IsEmpty;

    public FlagEnvironment? Find(EnvironmentKey key) => environments.GetValueOrDefault(key);

    /// <summary>Takes a whole snapshot: a newer version of the epoch held, or another epoch.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="source">Who says so.</param>
    /// <param name="at">When that was known to be the newest; now, unless it comes from disk.</param>
    public ApplyOutcome Apply(Snapshot snapshot, SnapshotSource source, DateTimeOffset? at = null)
    {
        var key = EnvironmentKey.Of(snapshot);
        while (true)
        {
            var environment = environments.GetOrAdd(key, static key => new FlagEnvironment(key));
            if (environment.Apply(snapshot, source, at ?? time.GetUtcNow()) is not { } outcome)
            {
                continue; // dropped in between: the next turn makes a new one
            }

            return Announce(environment, outcome);
        }
    }

    /// <summary>Takes a patch from the very version held.</summary>
    public ApplyOutcome Apply(EnvironmentKey key, SnapshotPatch patch) =>
        Find(key) is { } environment && environment.Apply(patch, time.GetUtcNow()) is { } outcome
            ? Announce(environment, outcome)
            : ApplyOutcome.DoesNotFit;

    /// <summary>The manager says the version held is the newest.</summary>
    public void Confirm(EnvironmentKey key, SnapshotVersion version) => Find(key)?.Confirm(version, time.GetUtcNow());

    /// <summary>Forgets a deleted environment; its streams end.</summary>
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

    private ApplyOutcome Announce(FlagEnvironment environment, ApplyOutcome outcome)
    {
        if (outcome == ApplyOutcome.Applied)
        {
            Changed?.Invoke(environment);
        }

        return outcome;
    }
}

/// <summary>What came of applying a snapshot or a patch.</summary>
internal enum ApplyOutcome
{
    /// <summary>The provider now serves it.</summary>
    Applied,

    /// <summary>The provider already serves this version or a newer one.</summary>
    AlreadyNewer,

    /// <summary>The patch starts from another version than the one held.</summary>
    DoesNotFit,
}

/// <summary>Where a snapshot came from.</summary>
internal enum SnapshotSource
{
    /// <summary>Read back from disk; how old it is nobody knows until the manager confirms it.</summary>
    Disk,

    /// <summary>Sent by the manager: a webhook.</summary>
    Webhook,

    /// <summary>Fetched from the manager: the newest there is.</summary>
    Manager,
}
