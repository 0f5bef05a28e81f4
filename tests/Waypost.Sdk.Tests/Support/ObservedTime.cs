using Microsoft.Extensions.Time.Testing;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Support;

/// <summary>A clock the test moves, and which tells when somebody waits for a certain time.</summary>
internal sealed class ObservedTime() : FakeTimeProvider(new DateTimeOffset(2025, 6, 1, 12, 0, 0, TimeSpan.Zero))
{
    private readonly Lock guard = new();
    private readonly List<TimeSpan> set = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Seen)> awaited = [];

    /// <summary>Completes once a timer of this length was set; each setting is seen once.</summary>
    public Task TimerAsync(TimeSpan due)
    {
        lock (guard)
        {
            if (set.Remove(due))
            {
                return Task.CompletedTask;
            }

            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            awaited.Add((due, seen));
            return seen.Task.WaitAsync(TestTimeout.Token());
        }
    }

    /// <summary>Waits until somebody waits for this long, and lets it pass.</summary>
    public async Task PassAsync(TimeSpan due)
    {
        await TimerAsync(due);
        Advance(due);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Observed(base.CreateTimer(callback, state, dueTime, period), this);
        Note(dueTime);
        return timer;
    }

    private void Note(TimeSpan due)
    {
        lock (guard)
        {
            var index = awaited.FindIndex(wait => wait.Due == due);
            if (index < 0)
            {
                set.Add(due);
                return;
            }

            awaited[index].Seen.TrySetResult();
            awaited.RemoveAt(index);
        }
    }

    private sealed class Observed(ITimer inner, ObservedTime time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = inner.Change(dueTime, period);
            time.Note(dueTime);
            return changed;
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
