using Microsoft.Extensions.Logging;

namespace Waypost.ServiceDefaults;

/// <summary>
/// How loud to be about something that is away and tried again and again. Services that are started together come up in any order, so at
/// first that is no news; what lasts is worth one warning. Not thread-safe: it belongs to the loop that tries.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class Outage(TimeProvider time)
{
    /// <summary>How long it is no news.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    private long? began;
    private bool hasWarned;

    /// <summary>
    /// The level for the attempt that failed just now: one line when it begins, one when it has lasted, the rest for whoever debugs.
    /// </summary>
    public LogLevel Failed()
    {
        var isFirst = began is null;
        began ??= time.GetTimestamp();
        if (!hasWarned && time.GetElapsedTime(began.Value) >= Grace)
        {
            hasWarned = true;
            return LogLevel.Warning;
        }

        return isFirst ? LogLevel.Information : LogLevel.Debug;
    }

    /// <summary>It is over.</summary>
    /// <returns>Whether there was one.</returns>
    public bool End()
    {
        var wasThere = began is not null;
        (began, hasWarned) = (null, false);
        return wasThere;
    }
}
