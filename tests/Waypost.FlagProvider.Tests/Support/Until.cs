namespace Waypost.FlagProvider.Tests.Support;

/// <summary>
/// Waits for what other threads bring about. How long it took is nobody's business; that it never comes true is a failure.
/// </summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task TrueAsync(Func<bool> condition)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        giveUp.CancelAfter(Patience);
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, giveUp.Token);
        }
    }
}
