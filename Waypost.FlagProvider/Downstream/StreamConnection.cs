using System.IO.Pipelines;
using System.Net;
using Waypost.FlagProvider.Store;
using Waypost.Flags;

namespace Waypost.FlagProvider.Downstream;

/// <summary>
/// One open stream: waits to be woken, compares the version it sent last with the current one, and writes what is missing. It has no
/// queue, no timer and no copy of any data, so a replica can serve 10,000 of them.
/// </summary>
internal sealed class StreamConnection(
    HttpContext http,
    FlagEnvironment environment,
    SdkKeyHash key,
    IPAddress? address,
    OldReaders oldReaders,
    TimeProvider time,
    Instruments instruments
)
{
    // Frames are written in slices: a slow reader holds up one slice and the server's 16 KiB buffer, not a whole snapshot.
    private const int SliceLength = 16 * 1024;
    private const int MaxRetryLength = 32;

    private readonly AsyncAutoResetEvent wakeUp = new();
    private readonly PipeWriter output = http.Response.BodyWriter;
    private readonly CancellationToken aborted = http.RequestAborted;
    private readonly SchemaReader reader = SchemaReaders.Of(http.Request);
    private long lastWrite = time.GetTimestamp();
    private long blockedSince; // 0 while no write is pending
    private volatile bool isHeartbeatDue;
    private volatile string? closeReason;

    public FlagEnvironment Environment => environment;

    public SdkKeyHash Key => key;

    /// <summary>The client's address; null if it is exempt from the limit per address.</summary>
    public IPAddress? Address => address;

    public DateTimeOffset OpenedAt { get; } = time.GetUtcNow();

    /// <summary>Puts and patches written so far.</summary>
    public int FramesSent { get; private set; }

    /// <summary>One of <see cref="StreamEndReason"/>, once the provider ends the stream; otherwise null.</summary>
    public string? CloseReason => closeReason;

    /// <summary>The reader has not yet taken all that was written.</summary>
    public bool IsBehind => Volatile.Read(ref blockedSince) != 0;

    private bool IsAborted => aborted.IsCancellationRequested;

    /// <summary>Makes the stream check for something to write. Never blocks; several calls before the check count as one.</summary>
    public void Wake() => wakeUp.Set();

    /// <summary>Completes at the next <see cref="Wake"/>, or at once if it was called since the last wait.</summary>
    public ValueTask WaitForWakeAsync() => wakeUp.WaitAsync();

    /// <summary>Serves the stream until the client disconnects or <see cref="Close"/> is called.</summary>
    /// <param name="resumeFrom">The version the client already has, if it sent one.</param>
    public async Task RunAsync(SnapshotVersion? resumeFrom)
    {
        // One registration for the whole stream is cheaper than passing the token to every wait.
        await using var onAborted = aborted.UnsafeRegister(static stream => ((StreamConnection)stream!).Wake(), this);
        WriteRetry(Random.Shared.Next(1000, 5001));
        var sent = resumeFrom;
        var isFirst = true;
        while (!IsAborted && closeReason is null)
        {
            var state = environment.Current!;
            if (isFirst || state.Version != sent)
            {
                CountSkipped(isFirst ? null : sent, state.Version);
                FramesSent++;
                oldReaders.Check(reader, environment.Key, state);
                await WriteAsync(state.FrameSince(sent, reader));
                (sent, isFirst) = (state.Version, false);
            }
            else if (isHeartbeatDue)
            {
                await WriteAsync(SseFrames.Heartbeat);
            }
            else
            {
                await WaitForWakeAsync();
            }
        }

        if (!IsAborted)
        {
            // The provider ends the stream: the clients should not all reconnect at the same moment.
            WriteRetry(Random.Shared.Next(0, 5001));
            await WriteAsync(SseFrames.Heartbeat);
        }
    }

    /// <summary>Ends the stream after the current frame; aborts the connection if its reader blocks that frame.</summary>
    public void Close(string reason)
    {
        closeReason ??= reason;
        Wake();
        if (IsBehind)
        {
            http.Abort();
        }
    }

    /// <summary>Called every second: requests a due heartbeat, and closes the stream if a write is blocked for too long.</summary>
    public void CheckDeadlines(TimeSpan heartbeat, TimeSpan writeTimeout)
    {
        if (Volatile.Read(ref blockedSince) is var since and not 0)
        {
            if (closeReason is not null || time.GetElapsedTime(since) >= writeTimeout)
            {
                Close(StreamEndReason.SlowReader);
            }
        }
        else if (time.GetElapsedTime(Volatile.Read(ref lastWrite)) >= heartbeat)
        {
            isHeartbeatDue = true;
            Wake();
        }
    }

    /// <summary>
    /// Aborts the connection if its peer has acknowledged nothing for longer than the timeout. The timeout must exceed the heartbeat,
    /// because a peer only acknowledges what it is sent.
    /// </summary>
    public void CheckPeer(TimeSpan timeout)
    {
        if (TcpInfo.TimeSinceLastAcknowledgement(http) > timeout)
        {
            Close(StreamEndReason.SilentPeer);
            http.Abort();
        }
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> frame)
    {
        while (!frame.IsEmpty && !IsAborted)
        {
            var slice = frame[..Math.Min(SliceLength, frame.Length)];
            frame = frame[slice.Length..];
            var write = output.WriteAsync(slice, CancellationToken.None);
            if (!write.IsCompletedSuccessfully)
            {
                Volatile.Write(ref blockedSince, time.GetTimestamp());
                await write;
                Volatile.Write(ref blockedSince, 0);
            }
        }

        Volatile.Write(ref lastWrite, time.GetTimestamp());
        isHeartbeatDue = false;
    }

    /// <summary>Tells an EventSource how long to wait before it reconnects. Sent together with the next frame.</summary>
    private void WriteRetry(int milliseconds) => output.Advance(SseFrames.WriteRetry(output.GetSpan(MaxRetryLength), milliseconds));

    private void CountSkipped(SnapshotVersion? sent, SnapshotVersion current)
    {
        if (sent is { } before && before.Epoch == current.Epoch && current.Version - before.Version > 1)
        {
            instruments.StreamCoalesced(current.Version - before.Version - 1);
        }
    }
}

/// <summary>Why a stream ended: <c>waypost.reason</c> of its span and, if the provider ended it, of <c>waypost.sse.dropped</c>.</summary>
internal static class StreamEndReason
{
    /// <summary>The client closed the stream: not counted as dropped.</summary>
    public const string PeerLeft = "peer_left";

    public const string SlowReader = "slow_reader";
    public const string SilentPeer = "silent_peer";
    public const string PeerGone = "peer_gone";
    public const string KeyRevoked = "key_revoked";
    public const string EnvironmentDeleted = "environment_deleted";
    public const string Stopping = "stopping";
}
