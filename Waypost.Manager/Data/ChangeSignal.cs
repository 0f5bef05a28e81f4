namespace Waypost.Manager.Data;

/// <summary>Wakes whoever waits for something to change. A hint: waiters look at the state themselves. Thread-safe.</summary>
internal sealed class ChangeSignal
{
    /// <summary>PostgreSQL's NOTIFY channel between manager replicas.</summary>
    public const string Channel = "waypost_changes";

    private volatile TaskCompletionSource next = New();

    /// <summary>Completes at the next pulse. Take it before reading the state, then no pulse can be missed.</summary>
    public Task Next => next.Task;

    public void Pulse() => Interlocked.Exchange(ref next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
