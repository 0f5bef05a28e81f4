namespace Waypost.FlagProvider.Downstream;

/// <summary>The open streams of one environment, and the pace at which they are woken.</summary>
internal sealed class EnvironmentStreams
{
    private readonly Lock gate = new(); // guards streams; also held while they are woken, which only queues work
    private readonly HashSet<StreamConnection> streams = [];
    private readonly Pace pace;

    public EnvironmentStreams(TimeProvider time, TimeSpan interval) =>
        pace = new Pace(time, interval, () => ForEach(static stream => stream.Wake()));

    public void Add(StreamConnection stream)
    {
        lock (gate)
        {
            streams.Add(stream);
        }
    }

    /// <summary>How many are left.</summary>
    public int Remove(StreamConnection stream)
    {
        lock (gate)
        {
            streams.Remove(stream);
            return streams.Count;
        }
    }

    /// <summary>Wakes all, at once or when the last broadcast is long enough ago.</summary>
    public void Broadcast() => pace.Request();

    /// <summary>A stream is only ever touched under the lock, so its request cannot have ended and its connection serve another.</summary>
    public void ForEach(Action<StreamConnection> act)
    {
        lock (gate)
        {
            foreach (var stream in streams)
            {
                act(stream);
            }
        }
    }
}
