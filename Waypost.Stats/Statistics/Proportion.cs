namespace Waypost.Stats.Statistics;

/// <summary>How many users converted.</summary>
/// <param name="Successes">x, 0 ≤ x ≤ n.</param>
/// <param name="Trials">n ≥ 0, users.</param>
internal readonly record struct Proportion(long Successes, long Trials)
{
    /// <summary>n − x.</summary>
    public long Failures => Trials - Successes;

    /// <summary>p = x/n; null without users.</summary>
    public double? Rate => Trials == 0 ? null : (double)Successes / Trials;

    /// <summary>
    /// The same users as zeros and ones: m = p, M2 = n·p·(1 − p). The lift uses binomial metrics this way.
    /// </summary>
    public Moments ToMoments() => Trials == 0 ? default : new(Trials, (double)Successes / Trials, (double)Successes / Trials * Failures);
}
