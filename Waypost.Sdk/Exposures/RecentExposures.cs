using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Waypost.Sdk.Exposures;

/// <summary>
/// Remembers recent exposures in bounded memory: two generations, of which the older is dropped when the younger is full.
/// Stores hashes instead of user ids. Thread-safe without locks; when threads race while the generations change,
/// an exposure may be reported twice, which analyses tolerate.
/// </summary>
internal sealed class RecentExposures(int capacity, TimeSpan window, TimeProvider time)
{
    private volatile Generations generations = new(new Generation(), new Generation());

    /// <summary>Adds the exposure; false if it was already added within the window.</summary>
    internal bool TryAdd(string userId, long experimentId, string variant)
    {
        var key = CreateKey(userId, experimentId, variant);
        var now = time.GetTimestamp();
        var (young, old) = generations;
        if (young.AddedAt.TryGetValue(key, out var addedAt))
        {
            // Of several threads that find it expired, only the one that renews it reports it.
            return time.GetElapsedTime(addedAt, now) >= window && young.AddedAt.TryUpdate(key, now, addedAt);
        }

        if (old.AddedAt.TryGetValue(key, out addedAt) && time.GetElapsedTime(addedAt, now) < window)
        {
            return false;
        }

        if (!young.AddedAt.TryAdd(key, now))
        {
            return false;
        }

        if (Interlocked.Increment(ref young.Count) == capacity)
        {
            generations = new(new Generation(), young);
        }

        return true;
    }

    /// <summary>Removes an exposure that could not be delivered, so that it is reported again.</summary>
    internal void Remove(string userId, long experimentId, string variant)
    {
        var key = CreateKey(userId, experimentId, variant);
        var (young, old) = generations;
        young.AddedAt.TryRemove(key, out _);
        old.AddedAt.TryRemove(key, out _);
    }

    // 128 bits: among 10 million users the chance that any two collide is below 10⁻²⁴.
    private static ExposureKey CreateKey(string userId, long experimentId, string variant) =>
        new(XxHash128.HashToUInt128(MemoryMarshal.AsBytes(userId.AsSpan())), experimentId, variant);

    private sealed record Generations(Generation Young, Generation Old);

    private sealed class Generation
    {
        internal readonly ConcurrentDictionary<ExposureKey, long> AddedAt = new();
        internal int Count;
    }

    private readonly record struct ExposureKey(UInt128 UserHash, long ExperimentId, string Variant);
}
