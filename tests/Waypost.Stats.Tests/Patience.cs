namespace Waypost.Stats.Tests;

/// <summary>Ends a wait that would never end. Generous: it is no measure of speed.</summary>
internal static class Patience
{
    public static CancellationTokenSource Begin()
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        return patience;
    }

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = Begin();
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }
}
