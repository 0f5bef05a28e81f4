namespace Waypost.AppHost.Running;

/// <summary>Why the start failed, if it did: the process's exit code and last words. Thread-safe; the first reason stays.</summary>
sealed class StartOutcome
{
    IReadOnlyList<string>? failure;

    public IReadOnlyList<string>? Failure => Volatile.Read(ref failure);

    public void Fail(params IReadOnlyList<string> sentences) => Interlocked.CompareExchange(ref failure, sentences, null);
}
