namespace Waypost.AppHost.Running;

/// <summary>
/// How long to wait before a process that died is started again: longer each time, until it has been healthy for a while.
/// </summary>
internal sealed class RestartBackoff
{
    internal static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    internal static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>A process that was healthy for this long has recovered.</summary>
    internal static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(10);

    /// <summary>How often in a row it ended before it had been healthy for long enough.</summary>
    public int QuickEnds { get; private set; }

    public TimeSpan After(TimeSpan healthyFor)
    {
        QuickEnds = healthyFor >= LongEnough ? 1 : QuickEnds + 1;
        // 2^7 quarters of a second are past the longest wait; capping the exponent keeps the product finite.
        var wait = First * Math.Pow(2, Math.Min(QuickEnds - 1, 7));
        return wait < Longest ? wait : Longest;
    }
}
