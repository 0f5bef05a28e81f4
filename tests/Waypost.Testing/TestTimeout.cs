using Xunit;

namespace Waypost.Testing;

/// <summary>Ends a wait that would otherwise never end. Generous: no test measures how long something takes.</summary>
public static class TestTimeout
{
    /// <summary>One minute, unless a test project that starts complete systems sets it to more.</summary>
    public static TimeSpan Default { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A token that is cancelled after the timeout, or with the test.</summary>
    public static CancellationToken Token(TimeSpan? timeout = null)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(timeout ?? Default);
        return source.Token;
    }
}
