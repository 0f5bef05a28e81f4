namespace Waypost.Stats.Statistics;

/// <summary>How many users converted.</summary>
internal readonly record struct Proportion
{
    /// <param name="successes">x, 0 ≤ x ≤ n.</param>
    /// <param name="trials">n ≥ 0, users.</param>
    public Proportion(long successes, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trials);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        (Successes, Trials) = (successes, trials);
    }

    /// <summary>x, 0 ≤ x ≤ n.</summary>
    public long Successes { get; }

    /// <summary>n ≥ 0, users.</summary>
    public long Trials { get; }

    /// <summary>n − x.</summary>
    public long Failures => Trials - Successes;

    /// <summary>p = x/n; null without users.</summary>
    public double? Rate => Trials == 0 ? null : (double)Successes / Trials;

    /// <summary>
    /// The same users as zeros and ones: m = p, M2 = n·p·(1 − p). The lift uses binomial metrics this way.
    /// </summary>
    public Moments ToMoments() => Trials == 0 ? default : new(Trials, (double)Successes / Trials, (double)Successes / Trials * Failures);
}
