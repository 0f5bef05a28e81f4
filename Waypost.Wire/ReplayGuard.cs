namespace Waypost.Wire;

/// <summary>
/// Remembers the ids of accepted requests so that none is accepted twice. Use it only after the signature was verified, so that
/// unauthenticated senders cannot fill it. Thread-safe.
/// </summary>
/// <param name="time">The receiver's clock.</param>
/// <param name="capacity">Maximum number of ids; the oldest are dropped, which is harmless because requests carry versions.</param>
public sealed class ReplayGuard(TimeProvider time, int capacity = 20_000)
{
    /// <summary>How long an id is remembered: twice the tolerance, in case the sender's clock is ahead by the full tolerance.</summary>
    public static readonly TimeSpan Retention = WebhookSignature.Tolerance * 2;

    private readonly Lock sync = new(); // guards the two collections
    private readonly HashSet<string> ids = new(StringComparer.Ordinal);
    private readonly Queue<RememberedId> order = new();

    /// <summary>Remembers the id and returns true if it is new; returns false for a replay.</summary>
    public bool TryAccept(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        lock (sync)
        {
            return TryAdd(new RememberedId(id, time.GetUtcNow() + Retention));
        }
    }

    /// <summary>The remembered ids, oldest first, for saving before a restart.</summary>
    public IReadOnlyList<RememberedId> GetRemembered()
    {
        lock (sync)
        {
            RemoveExpired();
            return [.. order];
        }
    }

    /// <summary>Adds the ids that <see cref="GetRemembered"/> returned before a restart.</summary>
    public void Restore(IEnumerable<RememberedId> remembered)
    {
        ArgumentNullException.ThrowIfNull(remembered);
        lock (sync)
        {
            var latest = time.GetUtcNow() + Retention;
            foreach (var id in remembered.OrderBy(id => id.Until))
            {
                // If the clock was set back since, the id must still expire.
                TryAdd(id.Until > latest ? id with { Until = latest } : id);
            }
        }
    }

    private bool TryAdd(RememberedId id)
    {
        RemoveExpired();
        if (!ids.Add(id.Id))
        {
            return false;
        }

        order.Enqueue(id);
        if (order.Count > capacity)
        {
            ids.Remove(order.Dequeue().Id);
        }

        return true;
    }

    private void RemoveExpired()
    {
        var now = time.GetUtcNow();
        while (order.TryPeek(out var oldest) && oldest.Until < now)
        {
            ids.Remove(order.Dequeue().Id);
        }
    }
}

/// <summary>The id of an accepted request and how long it is remembered.</summary>
/// <param name="Id">Id of the request.</param>
/// <param name="Until">When the id expires.</param>
public sealed record RememberedId(string Id, DateTimeOffset Until);
