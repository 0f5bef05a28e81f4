namespace Waypost.Sdk.Streaming;

/// <summary>
/// Extends a connection's deadline whenever bytes arrive. It sits below the parser because the parser drops heartbeat comments,
/// and their absence is the only sign of a half-open connection.
/// </summary>
internal sealed class IdleTimeoutStream(Stream inner, CancellationTokenSource deadline, TimeSpan idleTimeout) : Stream
{
    /// <summary>Bytes that count as progress before the first event, when heartbeats alone must not extend the deadline.</summary>
    private const int ProgressBytes = 1024;

    /// <summary>Limits the memory one event can use; no snapshot is that large.</summary>
    internal const long MaxEventBytes = 256L * 1024 * 1024;

    private long bytesSinceEvent;
    private long bytesSinceProgress;
    private bool hasVersion;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Called for each parsed event.</summary>
    internal void OnEvent(bool statesVersion)
    {
        bytesSinceEvent = 0;
        hasVersion |= statesVersion;
        if (hasVersion)
        {
            deadline.CancelAfter(idleTimeout);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        bytesSinceEvent += read;
        bytesSinceProgress += read;
        if (bytesSinceEvent > MaxEventBytes)
        {
            throw new InvalidDataException($"The stream sent an event larger than {MaxEventBytes} bytes.");
        }

        if (read > 0 && (hasVersion || bytesSinceProgress >= ProgressBytes))
        {
            bytesSinceProgress = 0;
            deadline.CancelAfter(idleTimeout);
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
