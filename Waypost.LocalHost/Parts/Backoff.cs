namespace Waypost.LocalHost.Parts;

/// <summary>How long to wait before a part that ended is started again: longer each time, until it has run well for a while.</summary>
internal sealed class Backoff
{
    internal static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    internal static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>A part that ran this long has recovered.</summary>
    internal static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(10);

    /// <summary>How often in a row it ended before it had run long enough.</summary>
    internal int QuickEnds { get; private set; }

    internal TimeSpan After(TimeSpan ran)
    {
        QuickEnds = ran >= LongEnough ? 1 : QuickEnds + 1;
        // 2^7 quarters of a second are past the longest wait; capping the exponent keeps the product finite.
        var wait = First * Math.Pow(2, Math.Min(QuickEnds - 1, 7));
        return wait < Longest ? wait : Longest;
    }
}
