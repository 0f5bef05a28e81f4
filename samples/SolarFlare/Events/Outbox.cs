using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using SolarFlare.Visitors;
using Waypost.Sdk;

namespace SolarFlare.Events;

/// <summary>
/// Rows on their way to the events database. Taking one in never waits: while the database is away they gather here up to a bound,
/// and past it they are dropped and counted, so that no page depends on the database and no loss goes unseen.
/// </summary>
internal sealed class Outbox(TimeProvider time)
{
    internal const int Capacity = 20_000;

    private readonly Channel<ShopRow> rows = Channel.CreateBounded<ShopRow>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private long dropped;

    /// <summary>Rows lost since the start.</summary>
    internal long Dropped => Interlocked.Read(ref dropped);

    internal void Add(HttpContext http, string name, double? value = null)
    {
        if (http.UserId is { } user)
        {
            Add(new ShopEvent(user, time.GetUtcNow(), name, value));
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

    internal ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => rows.Reader.WaitToReadAsync(cancellationToken);

    internal bool TryTake([NotNullWhen(true)] out ShopRow? row) => rows.Reader.TryRead(out row);

    /// <summary>Rows that will not be written any more.</summary>
    internal void GiveUp(int count) => Interlocked.Add(ref dropped, count);
}
