using Microsoft.Extensions.Logging;

namespace Waypost.ServiceDefaults;

/// <summary>
/// Chooses the log level of failed attempts in a retry loop. Services that start together become available in any order, so only an outage
/// that lasts is logged as a warning, and only once. Not thread-safe: each loop has its own.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class OutageTracker(TimeProvider time)
{
    /// <summary>An outage that lasts this long is logged as a warning.</summary>
    public static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(15);

    private long? startedAt;
    private bool hasWarned;

    /// <summary>
    /// The level for the attempt that failed: Information for the first, Warning once after the grace period, Debug for the others.
    /// </summary>
    public LogLevel RecordFailure()
    {
        var isFirst = startedAt is null;
        startedAt ??= time.GetTimestamp();
        if (!hasWarned && time.GetElapsedTime(startedAt.Value) >= GracePeriod)
        {
            hasWarned = true;
            return LogLevel.Warning;
        }

        return isFirst ? LogLevel.Information : LogLevel.Debug;
    }

    /// <summary>Ends the outage.</summary>
    /// <returns>Whether there was an outage.</returns>
    public bool RecordRecovery()
    {
        var hadOutage = startedAt is not null;
        (startedAt, hasWarned) = (null, false);
        return hadOutage;
    }
}
