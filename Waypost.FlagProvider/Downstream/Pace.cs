namespace Waypost.FlagProvider.Downstream;

/// <summary>Does a thing at once, but never twice within an interval: requests in between become one, at the interval's end.</summary>
internal sealed class Pace(TimeProvider time, TimeSpan interval, Action act)
{
    private readonly Lock gate = new(); // guards last and pending
    private ITimer? timer;
    private long? last;
    private bool pending;

    public void Request()
    {
        lock (gate)
        {
            if (pending)
            {
                return;
            }

            var wait = last is { } at ? interval - time.GetElapsedTime(at) : TimeSpan.Zero;
            if (wait > TimeSpan.Zero)
            {
                pending = true;
                timer ??= time.CreateTimer(static pace => ((Pace)pace!).Act(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                timer.Change(wait, Timeout.InfiniteTimeSpan);
                return;
            }

            last = time.GetTimestamp();
        }

        act();
    }

    private void Act()
    {
        lock (gate)
        {
            pending = false;
            last = time.GetTimestamp();
        }

        act();
    }
}
