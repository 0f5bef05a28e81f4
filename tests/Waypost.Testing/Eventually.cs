using System.Runtime.CompilerServices;

namespace Waypost.Testing;

/// <summary>Waits for what other threads or processes do, and fails with the condition if that never happens.</summary>
public static class Eventually
{
    private static readonly TimeSpan interval = TimeSpan.FromMilliseconds(10);

    /// <param name="condition">Checked every few milliseconds.</param>
    /// <param name="timeout">By default <see cref="TestTimeout.Default"/>.</param>
    /// <param name="text">The condition's source text, written by the compiler.</param>
    public static Task IsTrueAsync(
        Func<bool> condition,
        TimeSpan? timeout = null,
        [CallerArgumentExpression(nameof(condition))] string text = ""
    ) => IsTrueAsync(() => Task.FromResult(condition()), timeout, text);

    /// <inheritdoc cref="IsTrueAsync(Func{bool}, TimeSpan?, string)"/>
    public static async Task IsTrueAsync(
        Func<Task<bool>> condition,
        TimeSpan? timeout = null,
        [CallerArgumentExpression(nameof(condition))] string text = ""
    )
    {
        ArgumentNullException.ThrowIfNull(condition);
        var limit = timeout ?? TestTimeout.Default;
        var cancellation = TestTimeout.Token(limit);
        while (!await condition())
        {
            try
            {
                await Task.Delay(interval, TimeProvider.System, cancellation);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"Still false after {limit.TotalSeconds:0} s: {text}", e);
            }
        }
    }
}
