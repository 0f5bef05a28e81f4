using System.Threading.Tasks.Sources;

namespace Waypost.FlagProvider.Downstream;

/// <summary>
/// Releases one waiter per signal. A signal without a waiter is kept for the next one; several kept signals count as one.
/// Unlike <see cref="SemaphoreSlim"/> or a channel it allocates nothing per wait, which matters with 10,000 waiting streams.
/// </summary>
internal sealed class AsyncAutoResetEvent : IValueTaskSource
{
    private const int Idle = 0;
    private const int Waiting = 1;
    private const int Signaled = 2;

    private ManualResetValueTaskSourceCore<bool> source = new() { RunContinuationsAsynchronously = true };
    private int state;

    /// <summary>Completes with the next signal, or at once if one was kept. Only one waiter at a time.</summary>
    public ValueTask WaitAsync()
    {
        source.Reset();
        if (Interlocked.CompareExchange(ref state, Waiting, Idle) == Idle)
        {
            return new ValueTask(this, source.Version);
        }

        Interlocked.Exchange(ref state, Idle);
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Releases the waiter; its continuation runs on the thread pool. Both sides pass a full fence (<see cref="Interlocked"/>), so a
    /// change made before this call is visible to the released waiter.
    /// </summary>
    public void Set()
    {
        while (true)
        {
            switch (Interlocked.CompareExchange(ref state, Signaled, Idle))
            {
                case Idle or Signaled:
                    return;
                case Waiting when Interlocked.CompareExchange(ref state, Idle, Waiting) == Waiting:
                    source.SetResult(true);
                    return;
            }
        }
    }

    void IValueTaskSource.GetResult(short token) => source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        source.OnCompleted(continuation, state, token, flags);
}
