namespace Waypost.Sdk.Streaming;

/// <summary>
/// Exponential backoff with full jitter: the n-th delay is uniform between zero and base × 2ⁿ, capped,
/// so that thousands of clients that lost one provider do not reconnect at the same time.
/// Source: Brooker, "Exponential Backoff and Jitter", 2015. Used by one loop; not thread-safe.
/// </summary>
/// <param name="random">Returns numbers from 0 (inclusive) to 1 (exclusive).</param>
internal sealed class Backoff(Func<double> random)
{
    internal static readonly TimeSpan DefaultBase = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan MinBase = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest delay for a provider that may be available again at any time.</summary>
    internal static readonly TimeSpan Cap = TimeSpan.FromSeconds(30);

    /// <summary>Longest delay while the provider refuses the SDK key, which only a person can fix.</summary>
    internal static readonly TimeSpan RefusedCap = TimeSpan.FromMinutes(2);

    /// <summary>Longest <c>Retry-After</c> that is honoured.</summary>
    internal static readonly TimeSpan RetryAfterCap = TimeSpan.FromMinutes(5);

    private int failures;
    private TimeSpan baseDelay = DefaultBase;

    /// <summary>Sets the base for all further delays to the server's <c>retry:</c>.</summary>
    internal void SetBase(TimeSpan retry) => baseDelay = Clamp(retry, MinBase, Cap);

    /// <summary>Called after a connection that lasted: the next failure starts from the base again.</summary>
    internal void Reset() => failures = 0;

    internal TimeSpan NextDelay(TimeSpan cap)
    {
        // 2^16 × the smallest base is beyond any cap; stopping there keeps the product finite.
        var ceiling = Math.Min(cap.TotalSeconds, baseDelay.TotalSeconds * (1 << Math.Min(failures, 16)));
        failures++;
        return TimeSpan.FromSeconds(random() * ceiling);
    }

    /// <summary>The server's <c>Retry-After</c> plus jitter, so that the refused clients do not reconnect at the same time.</summary>
    internal TimeSpan DelayFor(TimeSpan retryAfter) => Clamp(retryAfter, TimeSpan.Zero, RetryAfterCap) + (random() * baseDelay);

    private static TimeSpan Clamp(TimeSpan value, TimeSpan low, TimeSpan high) =>
        value < low ? low
        : value > high ? high
        : value;
}
