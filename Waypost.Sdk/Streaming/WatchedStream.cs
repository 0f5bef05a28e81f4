namespace Waypost.Sdk.Streaming;

/// <summary>
/// Moves a connection's deadline on whenever bytes arrive. It sits beneath the parser because heartbeat comments
/// never reach anything above it, and a half-open connection shows in nothing but their absence.
/// </summary>
internal sealed class WatchedStream(Stream inner, CancellationTokenSource deadline, TimeSpan patience) : Stream
{
    /// <summary>Until the first event, so many bytes count as progress and heartbeats alone do not.</summary>
    private const int Progress = 1024;

    /// <summary>An event longer than this is no snapshot of ours, and would only fill the memory.</summary>
    internal const long LongestEvent = 256L * 1024 * 1024;
    private long sinceEvent;
    private long sinceProgress;
    private bool begun;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>An event came through the parser.</summary>
    internal void EventSeen(bool statesVersion)
    {
        sinceEvent = 0;
        begun |= statesVersion;
        if (begun)
        {
            deadline.CancelAfter(patience);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        sinceEvent += read;
        sinceProgress += read;
        if (sinceEvent > LongestEvent)
        {
            throw new InvalidDataException($"The stream sent an event of more than {LongestEvent} bytes.");
        }

        if (read > 0 && (begun || sinceProgress >= Progress))
        {
            sinceProgress = 0;
            deadline.CancelAfter(patience);
        }

        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
