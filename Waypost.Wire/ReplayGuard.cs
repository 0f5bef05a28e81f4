namespace Waypost.Wire;

/// <summary>
/// Remembers the ids of accepted requests, so that none is accepted twice. Ask it only about requests whose signature
/// is valid: then nobody but the other side can fill it. Thread-safe.
/// </summary>
/// <param name="time">The receiver's clock.</param>
/// <param name="capacity">How many ids are kept; past it the oldest goes. Versions make an old request harmless anyway.</param>
public sealed class ReplayGuard(TimeProvider time, int capacity = 20_000)
{
    /// <summary>How long an id is remembered: twice the tolerance, for a sender's clock that is ahead by all of it.</summary>
    public static readonly TimeSpan Memory = WebhookSignature.Tolerance * 2;

    private readonly Lock gate = new(); // guards both collections
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly Queue<RememberedId> order = new();

    /// <summary>True, and remembers it, if the id has not been seen; false for a replay.</summary>
    public bool TryAccept(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        lock (gate)
        {
            return Remember(new RememberedId(id, time.GetUtcNow() + Memory));
        }
    }

    /// <summary>What is remembered now, oldest first: to be kept over a restart.</summary>
    public IReadOnlyList<RememberedId> Remembered()
    {
        lock (gate)
        {
            Forget();
            return [.. order];
        }
    }

    /// <summary>Takes back what <see cref="Remembered"/> gave before a restart.</summary>
    public void Restore(IEnumerable<RememberedId> remembered)
    {
        ArgumentNullException.ThrowIfNull(remembered);
        lock (gate)
        {
            var latest = time.GetUtcNow() + Memory;
            foreach (var id in remembered.OrderBy(id => id.Until))
            {
                // A clock that has gone back must not leave an id that never expires.
                Remember(id.Until > latest ? id with { Until = latest } : id);
            }
        }
    }

    private bool Remember(RememberedId id)
    {
        Forget();
        if (!known.Add(id.Id))
        {
            return false;
        }

        order.Enqueue(id);
        if (order.Count > capacity)
        {
            known.Remove(order.Dequeue().Id);
        }

        return true;
    }

    private void Forget()
    {
        var now = time.GetUtcNow();
        while (order.TryPeek(out var oldest) && oldest.Until < now)
        {
            known.Remove(order.Dequeue().Id);
        }
    }
}

/// <summary>An accepted request's id, and until when it is remembered.</summary>
/// <param name="Id">The id.</param>
/// <param name="Until">Accepted again after this.</param>
public sealed record RememberedId(string Id, DateTimeOffset Until);
