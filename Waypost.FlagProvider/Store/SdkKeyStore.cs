using Waypost.Wire;

namespace Waypost.FlagProvider.Store;

/// <summary>The newest known SDK keys. Thread-safe.</summary>
internal sealed class SdkKeyStore
{
    private readonly Lock gate = new(); // guards replacing: compare, then swap
    private volatile SdkKeyTable? current;

    /// <summary>Raised on the thread that applies the keys: handlers must be fast.</summary>
    public event Action<SdkKeyTable>? Changed;

    /// <summary>Null until the first keys arrive.</summary>
    public SdkKeyTable? Current => current;

    /// <summary>Applies keys that were pushed or read from disk, if they are newer than the current ones.</summary>
    public ApplyOutcome Apply(SdkKeys keys)
    {
        lock (gate)
        {
            if (keys.KeysVersion <= current?.Version)
            {
                return ApplyOutcome.AlreadyNewer;
            }

            current = new SdkKeyTable(keys);
        }

        Changed?.Invoke(current);
        return ApplyOutcome.Applied;
    }

    /// <summary>
    /// Applies keys that were fetched from the manager. They may have a lower version, because keys have no epoch and a restored backup
    /// goes back; but they do not replace keys that were pushed while the request was under way.
    /// </summary>
    /// <param name="keys">The response.</param>
    /// <param name="currentAtRequest">The value of <see cref="Current"/> when the request was sent.</param>
    public ApplyOutcome ApplyFetched(SdkKeys keys, SdkKeyTable? currentAtRequest)
    {
        lock (gate)
        {
            if (current != currentAtRequest || current?.Version == keys.KeysVersion)
            {
                return ApplyOutcome.AlreadyNewer;
            }

            current = new SdkKeyTable(keys);
        }

        Changed?.Invoke(current);
        return ApplyOutcome.Applied;
    }
}
