namespace Waypost.FlagProvider.Upstream;

/// <summary>Whether the manager answers. Thread-safe.</summary>
internal sealed class ManagerContact(TimeProvider time)
{
    /// <summary>Longer without an answer, a held call included, and the manager counts as lost.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DateTimeOffset started = time.GetUtcNow();
    private volatile Contact last = new(null, null, false);

    /// <summary>When the manager last answered.</summary>
    public DateTimeOffset? LastAnswer => last.Answer;

    /// <summary>At least once everything the manager has was asked for and came.</summary>
    public bool HasCaughtUp => last.HasCaughtUp;

    /// <summary>How long the manager has been lost; null while it is there.</summary>
    public TimeSpan? LostFor
    {
        get
        {
            var contact = last;
            var since = time.GetUtcNow() - (contact.Answer ?? started);
            return contact.Failure is not null || since > Patience ? since : null;
        }
    }

    public void Answered() => last = last with { Answer = time.GetUtcNow(), Failure = null };

    public void CaughtUp() => last = last with { HasCaughtUp = true };

    public void Failed() => last = last with { Failure = time.GetUtcNow() };

    private sealed record Contact(DateTimeOffset? Answer, DateTimeOffset? Failure, bool HasCaughtUp);
}
