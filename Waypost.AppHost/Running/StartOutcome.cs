namespace Waypost.AppHost.Running;

/// <summary>Why the start failed, if it did: the process's exit code and last words. Thread-safe; the first reason stays.</summary>
internal sealed class StartOutcome
{
    private IReadOnlyList<string>? failure;

    public IReadOnlyList<string>? Failure => Volatile.Read(ref failure);

    public void Fail(params IReadOnlyList<string> sentences) => Interlocked.CompareExchange(ref failure, sentences, null);
}
