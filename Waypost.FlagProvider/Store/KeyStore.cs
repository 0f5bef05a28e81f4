using Waypost.Wire;

namespace Waypost.FlagProvider.Store;

/// <summary>The newest SDK keys; none before the first are known. Thread-safe.</summary>
internal sealed class KeyStore
{
    private readonly Lock gate = new(); // guards replacing: compare, then swap
    private volatile KeyTable? current;

    /// <summary>Called on the applying thread: do little.</summary>
    public event Action<KeyTable>? Changed;

    public KeyTable? Current => current;

    /// <summary>What was sent: taken if newer than what is held.</summary>
    public ApplyOutcome Apply(SdkKeys keys)
    {
        lock (gate)
        {
            if (current is { } held && keys.KeysVersion <= held.Version)
            {
                return ApplyOutcome.AlreadyNewer;
            }

            current = new KeyTable(keys);
        }

        Changed?.Invoke(current);
        return ApplyOutcome.Applied;
    }

    /// <summary>
    /// What was fetched, the truth at that time: taken even if its version is lower (keys have no epoch, and a restored
    /// backup goes back), unless something newer was sent while the answer was on its way.
    /// </summary>
    /// <param name="keys">The answer.</param>
    /// <param name="heldBefore">What was held when the question was asked.</param>
    public ApplyOutcome ApplyFetched(SdkKeys keys, KeyTable? heldBefore)
    {
        lock (gate)
        {
            if (current != heldBefore || current?.Version == keys.KeysVersion)
            {
                return ApplyOutcome.AlreadyNewer;
            }

            current = new KeyTable(keys);
        }

        Changed?.Invoke(current);
        return ApplyOutcome.Applied;
    }
}
