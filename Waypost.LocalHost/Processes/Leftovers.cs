namespace Waypost.LocalHost.Processes;

/// <summary>
/// Ends what a killed LocalHost left behind where its watchdog was killed too. Called with the data directory held, so
/// nobody else is using these processes.
/// </summary>
internal static class Leftovers
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <returns>How many there were.</returns>
    internal static async Task<int> EndAsync(string directory, TimeProvider time, CancellationToken cancellation)
    {
        var left = ProcessList.LeftIn(directory);
        await EndAsync(left, time, cancellation);
        ProcessList.Delete(directory);
        return left.Count;
    }

    internal static async Task EndAsync(IReadOnlyList<ProcessMark> left, TimeProvider time, CancellationToken cancellation)
    {
        // An interrupt is what PostgreSQL takes as a fast shutdown and everyone else as a request to end.
        foreach (var mark in left)
        {
            Signals.Send(mark.Pid, Signal.Interrupt);
        }

        var began = time.GetTimestamp();
        while (left.Any(m => m.IsAlive) && time.GetElapsedTime(began) < Grace)
        {
            await Task.Delay(Look, time, cancellation);
        }

        foreach (var mark in left.Where(m => m.IsAlive))
        {
            Signals.Send(mark.Pid, Signal.Kill);
        }
    }
}
