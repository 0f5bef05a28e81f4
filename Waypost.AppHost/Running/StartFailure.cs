namespace Waypost.AppHost.Running;

/// <summary>Why the run failed, if it did. Decides the exit code and the last lines of the app host. Thread-safe.</summary>
internal sealed class StartFailure
{
    private IReadOnlyList<string>? sentences;

    /// <summary>The first reason that was reported, or null.</summary>
    public IReadOnlyList<string>? Sentences => Volatile.Read(ref sentences);

    public void Report(params IReadOnlyList<string> reason) => Interlocked.CompareExchange(ref sentences, reason, null);
}
