using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Waypost.Sdk.Exposures;

/// <summary>
/// Remembers who met which experiment, in bounded memory: two generations, of which the older is dropped when the younger is full.
/// Holds hashes instead of user ids. Thread-safe without locks; when two threads race with a change of generations
/// one exposure may be new twice, which an analysis does not mind.
/// </summary>
internal sealed class ExposureMemory(int capacity, TimeSpan window, TimeProvider time)
{
    private volatile Generations generations = new(new Generation(), new Generation());

    /// <summary>True if this user has not met this variant of this experiment within the window; then it is remembered.</summary>
    internal bool IsNew(string user, long experiment, string variant)
    {
        var key = Key(user, experiment, variant);
        var now = time.GetTimestamp();
        var (young, old) = generations;
        if (young.Seen.TryGetValue(key, out var at))
        {
            // Of the threads that find it expired, the one that renews it reports it.
            return time.GetElapsedTime(at, now) >= window && young.Seen.TryUpdate(key, now, at);
        }

        if (old.Seen.TryGetValue(key, out at) && time.GetElapsedTime(at, now) < window)
        {
            return false;
        }

        if (!young.Seen.TryAdd(key, now))
        {
            return false;
        }

        if (Interlocked.Increment(ref young.Count) == capacity)
        {
            generations = new(new Generation(), young);
        }

        return true;
    }

    /// <summary>It was not delivered after all: the next one is new again.</summary>
    internal void Forget(string user, long experiment, string variant)
    {
        var key = Key(user, experiment, variant);
        var (young, old) = generations;
        young.Seen.TryRemove(key, out _);
        old.Seen.TryRemove(key, out _);
    }

    // 128 bits: among 10 million users the chance that any two collide is below 10⁻²⁴.
    private static ExposureKey Key(string user, long experiment, string variant) =>
        new(XxHash128.HashToUInt128(MemoryMarshal.AsBytes(user.AsSpan())), experiment, variant);

    private sealed record Generations(Generation Young, Generation Old);

    private sealed class Generation
    {
        internal readonly ConcurrentDictionary<ExposureKey, long> Seen = new();
        internal int Count;
    }

    private readonly record struct ExposureKey(UInt128 User, long Experiment, string Variant);
}
