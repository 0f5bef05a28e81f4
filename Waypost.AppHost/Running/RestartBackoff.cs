namespace Waypost.AppHost.Running;

/// <summary>
/// How long to wait before a dead process is restarted: twice as long each time, until the process has been healthy for a while.
/// </summary>
internal sealed class RestartBackoff
{
    internal static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(250);
    internal static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>A process that was healthy for this long has recovered.</summary>
    internal static readonly TimeSpan RecoveryTime = TimeSpan.FromSeconds(10);

    /// <summary>How often in a row the process ended before it had recovered.</summary>
    public int FailuresInARow { get; private set; }

    public TimeSpan NextDelay(TimeSpan healthyFor)
    {
        FailuresInARow = healthyFor >= RecoveryTime ? 1 : FailuresInARow + 1;
        // 250 ms × 2^7 exceeds the longest delay. Capping the exponent keeps the product finite.
        var delay = Shortest * Math.Pow(2, Math.Min(FailuresInARow - 1, 7));
        return delay < Longest ? delay : Longest;
    }
}
