namespace Waypost.Stats.Tests;

/// <summary>Waits for a condition, with a timeout that is long because it does not measure speed.</summary>
internal static class Wait
{
    public static CancellationTokenSource CreateTimeout()
    {
        var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromMinutes(1));
        return timeout;
    }

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var timeout = CreateTimeout();
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, timeout.Token);
        }
    }
}
