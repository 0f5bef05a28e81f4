namespace Waypost.System.Tests;

internal static class Eventually
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    internal static Task IsTrueAsync(Func<bool> isSo) => IsTrueAsync(() => Task.FromResult(isSo()));

    internal static async Task IsTrueAsync(Func<Task<bool>> isSo)
    {
        var cancellation = RunningSystem.Cancellation;
        while (!await isSo())
        {
            await Task.Delay(Look, TimeProvider.System, cancellation);
        }
    }
}
