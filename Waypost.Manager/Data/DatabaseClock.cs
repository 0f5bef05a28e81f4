namespace Waypost.Manager.Data;

/// <summary>The time in PostgreSQL's precision.</summary>
internal static class DatabaseClock
{
    /// <summary>The current time in whole microseconds, so that the answer to a write equals what is read later.</summary>
    public static DateTimeOffset Now(this TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
