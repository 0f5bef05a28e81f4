namespace Waypost.FlagProvider.Upstream;

/// <summary>Whether the manager answers. Thread-safe.</summary>
internal sealed class ManagerStatus(TimeProvider time)
{
    /// <summary>The manager counts as lost after this time without an answer, including calls that it holds.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly DateTimeOffset started = time.GetUtcNow();
    private volatile State state = new(null, HasFailed: false, HasCaughtUp: false);

    /// <summary>At least one round has fetched everything the manager has.</summary>
    public bool HasCaughtUp => state.HasCaughtUp;

    /// <summary>Time since the last answer of a manager that is lost; null while the manager answers.</summary>
    public TimeSpan? LostFor
    {
        get
        {
            var current = state;
            var elapsed = time.GetUtcNow() - (current.LastAnswer ?? started);
            return current.HasFailed || elapsed > Timeout ? elapsed : null;
        }
    }

    public void RecordAnswer() => state = state with { LastAnswer = time.GetUtcNow(), HasFailed = false };

    public void RecordFailure() => state = state with { HasFailed = true };

    public void RecordCaughtUp() => state = state with { HasCaughtUp = true };

    private sealed record State(DateTimeOffset? LastAnswer, bool HasFailed, bool HasCaughtUp);
}
