namespace Waypost.Manager.Data;

/// <summary>Times as PostgreSQL keeps them.</summary>
internal static class Moments
{
    /// <summary>Now, in whole microseconds: what was answered after a write is what is read later.</summary>
    public static DateTimeOffset Now(this TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
