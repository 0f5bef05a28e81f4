namespace Waypost.Sdk.Streaming;

/// <summary>
/// Exponential backoff with full jitter: the n-th wait is drawn evenly from nothing to base × 2ⁿ, capped,
/// so that thousands of clients that lost one provider do not come back at once.
/// Source: Brooker, "Exponential Backoff and Jitter", 2015. Used by one loop; not thread-safe.
/// </summary>
/// <param name="random">Draws from 0 (inclusive) to 1 (exclusive).</param>
internal sealed class Backoff(Func<double> random)
{
    internal static readonly TimeSpan DefaultBase = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan SmallestBase = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest wait for a provider that may be back any moment.</summary>
    internal static readonly TimeSpan Cap = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait while the provider refuses our key: only a person can mend that.</summary>
    internal static readonly TimeSpan RefusedCap = TimeSpan.FromMinutes(2);

    /// <summary>Longest <c>Retry-After</c> we believe.</summary>
    internal static readonly TimeSpan RetryAfterCap = TimeSpan.FromMinutes(5);

    private int failures;
    private TimeSpan first = DefaultBase;

    /// <summary>The server's <c>retry:</c>, kept for the waits to come.</summary>
    internal void BaseOn(TimeSpan retry) => first = Clamp(retry, SmallestBase, Cap);

    /// <summary>A connection lasted; the next failure starts from the base again.</summary>
    internal void Reset() => failures = 0;

    internal TimeSpan Next(TimeSpan cap)
    {
        // 2^16 × the smallest base is beyond any cap; stopping there keeps the product finite.
        var ceiling = Math.Min(cap.TotalSeconds, first.TotalSeconds * (1 << Math.Min(failures, 16)));
        failures++;
        return TimeSpan.FromSeconds(random() * ceiling);
    }

    /// <summary>What the server asked for, and a little more, drawn, so that those it turned away do not return together.</summary>
    internal TimeSpan After(TimeSpan retryAfter) => Clamp(retryAfter, TimeSpan.Zero, RetryAfterCap) + (random() * first);

    private static TimeSpan Clamp(TimeSpan value, TimeSpan low, TimeSpan high) =>
        value < low ? low
        : value > high ? high
        : value;
}
