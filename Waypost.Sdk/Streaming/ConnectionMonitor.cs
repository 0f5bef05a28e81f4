using Microsoft.Extensions.Logging;
using Waypost.Flags;

namespace Waypost.Sdk.Streaming;

/// <summary>Tracks whether the provider is reachable, and logs changes. Written by the stream loop, read by any thread.</summary>
internal sealed partial class ConnectionMonitor(TimeProvider time, TimeSpan staleAfter, ILogger logger)
{
    /// <summary>A provider and its clients may start together in any order: only a longer outage is worth a warning.</summary>
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(15);

    private readonly TaskCompletionSource<bool> firstConnected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long startedAt = time.GetTimestamp();
    private volatile Connectivity connectivity = new(Connected: false, Refused: false, LostAt: null);
    private bool loggedDisconnected;
    private bool loggedOutage;

    /// <summary>True once the provider has stated a version; false if the client closes before.</summary>
    internal Task<bool> FirstConnected => firstConnected.Task;

    internal bool IsConnected => connectivity.Connected;

    internal WaypostStatus GetStatus(bool hasFlags)
    {
        var now = connectivity;
        return now.Connected && hasFlags ? WaypostStatus.Ready
            : now.Refused ? WaypostStatus.Refused
            : !hasFlags ? WaypostStatus.NotReady
            : now.LostAt is { } lostAt && time.GetElapsedTime(lostAt) < staleAfter ? WaypostStatus.Ready
            : WaypostStatus.Stale;
    }

    /// <summary>The provider stated a version, and the client has that version or a newer one.</summary>
    internal void MarkConnected(SnapshotVersion version)
    {
        if (connectivity.Connected)
        {
            return;
        }

        connectivity = new(Connected: true, Refused: false, LostAt: null);
        loggedDisconnected = loggedOutage = false;
        firstConnected.TrySetResult(true);
        Log.Connected(logger, version);
    }

    /// <summary>A connection, or an attempt to connect, ended.</summary>
    internal void MarkDisconnected(ConnectionEnd end, TimeSpan delay, bool hasFlags)
    {
        connectivity = new(Connected: false, end.Refused, connectivity.Connected ? time.GetTimestamp() : connectivity.LostAt);
        var status = GetStatus(hasFlags);

        // An outage gets one line when it begins and one when it matters; further attempts are logged at Debug.
        var pastGracePeriod = time.GetElapsedTime(connectivity.LostAt ?? startedAt) >= GracePeriod;
        if (status is not WaypostStatus.Ready && !loggedOutage && (end.Refused || (loggedDisconnected && pastGracePeriod)))
        {
            loggedOutage = loggedDisconnected = true;
            Log.Outage(logger, status, end.Reason, delay);
        }
        else if (!loggedDisconnected)
        {
            loggedDisconnected = true;
            Log.Disconnected(logger, end.Reason, delay);
        }
        else
        {
            Log.StillDisconnected(logger, end.Reason, delay);
        }
    }

    internal void LogNotReady(TimeSpan timeout, WaypostStatus status) => Log.NotReady(logger, timeout, status);

    internal void Close() => firstConnected.TrySetResult(false);

    /// <param name="Connected">The open connection has stated a version.</param>
    /// <param name="Refused">The last attempt was refused because of its key.</param>
    /// <param name="LostAt">Timestamp of the end of the last good connection; null if there never was one.</param>
    private sealed record Connectivity(bool Connected, bool Refused, long? LostAt);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Waypost is connected; the flags are at version {Version}.")]
        internal static partial void Connected(ILogger logger, SnapshotVersion version);

        [LoggerMessage(
            2,
            LogLevel.Information,
            "Waypost is disconnected: {Reason}. Evaluations use the last known flags; reconnecting in {Delay}."
        )]
        internal static partial void Disconnected(ILogger logger, string reason, TimeSpan delay);

        [LoggerMessage(3, LogLevel.Debug, "Waypost is still disconnected: {Reason}. Reconnecting in {Delay}.")]
        internal static partial void StillDisconnected(ILogger logger, string reason, TimeSpan delay);

        [LoggerMessage(
            4,
            LogLevel.Warning,
            "Waypost is {Status}: {Reason}. Evaluations use the last known flags, or defaults if there are none; reconnecting in {Delay}."
        )]
        internal static partial void Outage(ILogger logger, WaypostStatus status, string reason, TimeSpan delay);

        [LoggerMessage(5, LogLevel.Warning, "Waypost did not reach the provider within {Timeout}; starting with status {Status}.")]
        internal static partial void NotReady(ILogger logger, TimeSpan timeout, WaypostStatus status);
    }
}
