namespace Waypost.Manager.Data;

/// <summary>Wakes tasks that wait for a change. Only a hint: they read the state themselves. Thread-safe.</summary>
internal sealed class ChangeSignal
{
    /// <summary>PostgreSQL's NOTIFY channel between manager replicas.</summary>
    public const string Channel = "waypost_changes";

    private volatile TaskCompletionSource next = New();

    /// <summary>Completes at the next pulse. Get it before reading the state, so that no pulse is missed.</summary>
    public Task Next => next.Task;

    public void Pulse() => Interlocked.Exchange(ref next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
