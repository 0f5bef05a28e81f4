using Microsoft.Extensions.Logging;
using Waypost.Flags;

namespace Waypost.Sdk.Streaming;

/// <summary>Whether the provider is there, since when it is not, and what to say about it. Written by the loop, read by anyone.</summary>
internal sealed partial class Liveness(TimeProvider time, TimeSpan staleAfter, ILogger logger)
{
    /// <summary>Started together, a provider and its callers come up in any order: only what lasts longer is worth a warning.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    private readonly TaskCompletionSource<bool> firstContact = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long began = time.GetTimestamp();
    private volatile Contact contact = new(Connected: false, Refused: false, LostAt: null);
    private bool toldLost;
    private bool toldGrave;

    /// <summary>True once the provider has stated a version; false when the client closes before.</summary>
    internal Task<bool> FirstContact => firstContact.Task;

    internal bool IsConnected => contact.Connected;

    internal WaypostStatus Status(bool holdsFlags)
    {
        var now = contact;
        return now.Connected && holdsFlags ? WaypostStatus.Ready
            : now.Refused ? WaypostStatus.Refused
            : !holdsFlags ? WaypostStatus.NotReady
            : now.LostAt is { } lostAt && time.GetElapsedTime(lostAt) < staleAfter ? WaypostStatus.Ready
            : WaypostStatus.Stale;
    }

    /// <summary>The provider stated a version, and we hold it or a newer one.</summary>
    internal void Confirm(SnapshotVersion version)
    {
        if (contact.Connected)
        {
            return;
        }

        contact = new(Connected: true, Refused: false, LostAt: null);
        toldLost = toldGrave = false;
        firstContact.TrySetResult(true);
        Log.Connected(logger, version);
    }

    /// <summary>A connection, or an attempt at one, ended.</summary>
    internal void Lost(ConnectionEnd end, TimeSpan wait, bool holdsFlags)
    {
        contact = new(Connected: false, end.Refused, contact.Connected ? time.GetTimestamp() : contact.LostAt);
        var status = Status(holdsFlags);

        // An outage gets one line when it begins and one when it matters; the attempts between are for whoever debugs.
        var lasts = time.GetElapsedTime(contact.LostAt ?? began) >= Grace;
        if (status is not WaypostStatus.Ready && !toldGrave && (end.Refused || (toldLost && lasts)))
        {
            toldGrave = toldLost = true;
            Log.Grave(logger, status, end.Why, wait);
        }
        else if (!toldLost)
        {
            toldLost = true;
            Log.Lost(logger, end.Why, wait);
        }
        else
        {
            Log.StillLost(logger, end.Why, wait);
        }
    }

    internal void NotReadyInTime(TimeSpan waited, WaypostStatus status) => Log.NotReadyInTime(logger, waited, status);

    internal void Close() => firstContact.TrySetResult(false);

    /// <param name="Connected">The open connection has stated a version.</param>
    /// <param name="Refused">The last attempt was refused for its key.</param>
    /// <param name="LostAt">Timestamp of the end of the last good connection; none if there never was one.</param>
    private sealed record Contact(bool Connected, bool Refused, long? LostAt);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Waypost is connected, flags at version {Version}.")]
        internal static partial void Connected(ILogger logger, SnapshotVersion version);

        [LoggerMessage(
            2,
            LogLevel.Information,
            "Waypost has no connection: {Why}. Evaluations go on with the flags held; trying again in {Wait}."
        )]
        internal static partial void Lost(ILogger logger, string why, TimeSpan wait);

        [LoggerMessage(3, LogLevel.Debug, "Waypost still has no connection: {Why}. Trying again in {Wait}.")]
        internal static partial void StillLost(ILogger logger, string why, TimeSpan wait);

        [LoggerMessage(
            4,
            LogLevel.Warning,
            "Waypost is {Status}: {Why}. Evaluations go on with the flags held, or with defaults if there are none; trying again in {Wait}."
        )]
        internal static partial void Grave(ILogger logger, WaypostStatus status, string why, TimeSpan wait);

        [LoggerMessage(5, LogLevel.Warning, "Waypost had no contact with the provider within {Waited}; starting as {Status}.")]
        internal static partial void NotReadyInTime(ILogger logger, TimeSpan waited, WaypostStatus status);
    }
}
