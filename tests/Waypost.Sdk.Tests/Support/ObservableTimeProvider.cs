using Microsoft.Extensions.Time.Testing;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Support;

/// <summary>A fake clock that the test advances, and that reports when a timer with a given delay is started.</summary>
internal sealed class ObservableTimeProvider() : FakeTimeProvider(new DateTimeOffset(2025, 6, 1, 12, 0, 0, TimeSpan.Zero))
{
    private readonly Lock timersLock = new();
    private readonly List<TimeSpan> started = [];
    private readonly List<(TimeSpan DueTime, TaskCompletionSource Started)> waiters = [];

    /// <summary>Completes once a timer with this due time was started; each start completes one wait.</summary>
    public Task WaitForTimerAsync(TimeSpan dueTime)
    {
        lock (timersLock)
        {
            if (started.Remove(dueTime))
            {
                return Task.CompletedTask;
            }

            var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiters.Add((dueTime, signal));
            return signal.Task.WaitAsync(TestTimeout.Token());
        }
    }

    /// <summary>Waits until a timer with this due time is started, then advances the clock by it.</summary>
    public async Task WaitAndAdvanceAsync(TimeSpan dueTime)
    {
        await WaitForTimerAsync(dueTime);
        Advance(dueTime);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ObservedTimer(base.CreateTimer(callback, state, dueTime, period), this);
        OnTimerStarted(dueTime);
        return timer;
    }

    private void OnTimerStarted(TimeSpan dueTime)
    {
        lock (timersLock)
        {
            var index = waiters.FindIndex(wait => wait.DueTime == dueTime);
            if (index < 0)
            {
                started.Add(dueTime);
                return;
            }

            waiters[index].Started.TrySetResult();
            waiters.RemoveAt(index);
        }
    }

    private sealed class ObservedTimer(ITimer inner, ObservableTimeProvider time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = inner.Change(dueTime, period);
            time.OnTimerStarted(dueTime);
            return changed;
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
