namespace Waypost.FlagProvider.Downstream;

/// <summary>
/// The open streams of one environment. Wakes them at most once per interval, so that a burst of edits reaches each reader as one event.
/// Thread-safe.
/// </summary>
internal sealed class EnvironmentStreams(TimeProvider time, TimeSpan interval)
{
    // Guards all fields. Also held while streams are woken or closed, which only queues work: a stream leaves the set before its request
    // ends, so its HttpContext cannot belong to another request yet.
    private readonly Lock gate = new();
    private readonly HashSet<StreamConnection> streams = [];
    private ITimer? timer;
    private long? lastWake;
    private bool isWakeScheduled;

    public void Add(StreamConnection stream)
    {
        lock (gate)
        {
            streams.Add(stream);
        }
    }

    /// <returns>The number of remaining streams.</returns>
    public int Remove(StreamConnection stream)
    {
        lock (gate)
        {
            streams.Remove(stream);
            return streams.Count;
        }
    }

    /// <summary>
    /// Wakes all streams: at once if the last wake-up is at least one interval ago, otherwise when the interval ends. Requests until then
    /// are merged into one wake-up.
    /// </summary>
    public void RequestWake()
    {
        lock (gate)
        {
            if (isWakeScheduled)
            {
                return;
            }

            var wait = lastWake is { } last ? interval - time.GetElapsedTime(last) : TimeSpan.Zero;
            if (wait <= TimeSpan.Zero)
            {
                WakeAll();
                return;
            }

            isWakeScheduled = true;
            timer ??= time.CreateTimer(
                static streams => ((EnvironmentStreams)streams!).WakeAll(),
                this,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan
            );
            timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    public void ForEach(Action<StreamConnection> action)
    {
        lock (gate)
        {
            foreach (var stream in streams)
            {
                action(stream);
            }
        }
    }

    private void WakeAll()
    {
        lock (gate)
        {
            isWakeScheduled = false;
            lastWake = time.GetTimestamp();
            foreach (var stream in streams)
            {
                stream.Wake();
            }
        }
    }
}
