using System.IO.Pipelines;
using System.Net;
using Waypost.FlagProvider.Store;

namespace Waypost.FlagProvider.Downstream;

/// <summary>One open stream: whose it is, and how its reader keeps up. It owns no queue, no timer and no copy of anything.</summary>
internal sealed class StreamConnection(HttpContext http, FlagEnvironment environment, KeyHash key, IPAddress? address, TimeProvider time)
    : Signal
{
    // A frame goes out in slices: what waits for a slow reader is one of them and the server's 16 KiB, not a whole snapshot.
    private const int SliceLength = 16 * 1024;

    private readonly PipeWriter output = http.Response.BodyWriter;
    private readonly CancellationToken aborted = http.RequestAborted;
    private readonly long openedAt = time.GetUtcNow().UtcTicks;
    private int frames;
    private long lastWrite = time.GetTimestamp();
    private long writingSince;
    private volatile bool isHeartbeatDue;
    private volatile string? closing;

    public FlagEnvironment Environment => environment;

    public KeyHash Key => key;

    public IPAddress? Address => address;

    /// <summary>Why the provider ends the stream; null while it does not.</summary>
    public string? Closing => closing;

    public DateTimeOffset OpenedAt => new(openedAt, TimeSpan.Zero);

    /// <summary>Puts and patches written so far.</summary>
    public int Frames => frames;

    public bool IsAborted => aborted.IsCancellationRequested;

    /// <summary>The reader has not taken all that was written.</summary>
    public bool IsBehind => Volatile.Read(ref writingSince) != 0;

    public bool IsHeartbeatDue => isHeartbeatDue;

    /// <summary>Writes a put or a patch.</summary>
    public ValueTask WriteFrameAsync(ReadOnlyMemory<byte> frame)
    {
        frames++;
        return WriteAsync(frame);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> frame)
    {
        while (!frame.IsEmpty && !IsAborted)
        {
            var slice = frame[..Math.Min(SliceLength, frame.Length)];
            frame = frame[slice.Length..];
            var write = output.WriteAsync(slice, CancellationToken.None);
            if (!write.IsCompletedSuccessfully)
            {
                Volatile.Write(ref writingSince, time.GetTimestamp());
                await write;
                Volatile.Write(ref writingSince, 0);
            }
        }

        Volatile.Write(ref lastWrite, time.GetTimestamp());
        isHeartbeatDue = false;
    }

    /// <summary>Ends the stream in order; one whose reader holds it up is cut off.</summary>
    public void Close(string reason)
    {
        closing ??= reason;
        Wake();
        if (IsBehind)
        {
            http.Abort();
        }
    }

    /// <summary>
    /// Ends the stream if its peer is silent: a heartbeat is written in time, so acknowledgements that stay away for
    /// longer than the next two would take mean that nobody is there.
    /// </summary>
    public void CheckPeer(TimeSpan patience)
    {
        if (Peer.SilentFor(http) > patience)
        {
            Close(StreamEnd.SilentPeer);
            http.Abort();
        }
    }

    /// <summary>Looks, every second, whether a heartbeat is due or the reader has taken nothing for too long.</summary>
    public void Check(TimeSpan heartbeat, TimeSpan writeTimeout)
    {
        if (Volatile.Read(ref writingSince) is var since and not 0)
        {
            if (closing is not null || time.GetElapsedTime(since) >= writeTimeout)
            {
                Close(StreamEnd.SlowReader);
            }
        }
        else if (time.GetElapsedTime(Volatile.Read(ref lastWrite)) >= heartbeat)
        {
            isHeartbeatDue = true;
            Wake();
        }
    }
}
