using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using SolarFlare.Visitors;
using Waypost.Sdk;

namespace SolarFlare.Events;

/// <summary>
/// Buffers rows for the analytics database. Adding never blocks, so no page depends on the database. When the buffer is full,
/// rows are dropped and counted.
/// </summary>
internal sealed class Outbox(TimeProvider time)
{
    internal const int Capacity = 20_000;

    private readonly Channel<ShopRow> rows = Channel.CreateBounded<ShopRow>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private long dropped;

    /// <summary>Rows dropped since the start.</summary>
    internal long Dropped => Interlocked.Read(ref dropped);

    internal void Add(HttpContext http, string name, double? value = null)
    {
        if (http.UserId is { } userId)
        {
            Add(new ShopEvent(userId, time.GetUtcNow(), name, value));
        }
    }

    internal void Add(Exposure exposure) => Add(new ShopExposure(exposure));

    private void Add(ShopRow row)
    {
        if (!rows.Writer.TryWrite(row))
        {
            Interlocked.Increment(ref dropped);
        }
    }

    internal ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) => rows.Reader.WaitToReadAsync(cancellationToken);

    internal bool TryRead([NotNullWhen(true)] out ShopRow? row) => rows.Reader.TryRead(out row);

    /// <summary>Counts rows that were read but could not be written.</summary>
    internal void CountDropped(int count) => Interlocked.Add(ref dropped, count);
}
