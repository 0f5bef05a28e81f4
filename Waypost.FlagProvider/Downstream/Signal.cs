using System.Threading.Tasks.Sources;

namespace Waypost.FlagProvider.Downstream;

/// <summary>
/// Wakes one waiter, without allocating for each wait; a wake that finds nobody waiting is remembered, several count as
/// one. Ten thousand of these cost what ten thousand small objects cost.
/// </summary>
internal class Signal : IValueTaskSource
{
    private const int Idle = 0;
    private const int Waiting = 1;
    private const int Woken = 2;

    private ManualResetValueTaskSourceCore<bool> source = new() { RunContinuationsAsynchronously = true };
    private int state;

    /// <summary>Ends at the next wake, at once if there was one since the last wait. One waiter at a time.</summary>
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
    /// Both sides pass a full fence (interlocked) between writing and reading: of a change made before the wake and the
    /// waiter's next look, one always sees the other.
    /// </summary>
    public void Wake()
    {
        while (true)
        {
            switch (Interlocked.CompareExchange(ref state, Woken, Idle))
            {
                case Idle or Woken:
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
