namespace Waypost.Stats.Statistics;

/// <summary>One level's difference, for <see cref="CochranQ"/>.</summary>
/// <param name="Difference">d, variant minus control.</param>
/// <param name="StandardError">s &gt; 0.</param>
internal readonly record struct LevelDifference(double Difference, double StandardError);

/// <summary>Result of <see cref="CochranQ"/>.</summary>
/// <param name="Statistic">Q.</param>
/// <param name="DegreesOfFreedom">k − 1.</param>
/// <param name="PValue">P(χ² ≥ Q).</param>
internal readonly record struct CochranQEstimate(double Statistic, int DegreesOfFreedom, double PValue);

/// <summary>
/// Whether a difference is the same in all levels: a test of interaction, without which a significant level beside an insignificant one
/// says nothing. Source: Cochran, Biometrics 10 (1954).
/// </summary>
internal static class CochranQ
{
    /// <summary>Q = Σw(d − d̄)², w = 1/s², d̄ = Σwd/Σw; χ² with k − 1 degrees of freedom. Null below two levels.</summary>
    public static CochranQEstimate? Test(IReadOnlyList<LevelDifference> levels)
    {
        if (levels.Count < 2 || levels.Any(level => !(level.StandardError > 0) || !double.IsFinite(level.StandardError)))
        {
            return null;
        }

        // Relative to the largest, so that no square overflows.
        var largest = levels.Max(level => level.StandardError);
        double Weight(LevelDifference level) => largest / level.StandardError * (largest / level.StandardError);
        var mean = levels.Sum(level => Weight(level) * level.Difference) / levels.Sum(Weight);
        var q = levels.Sum(level => Math.Pow((level.Difference - mean) / level.StandardError, 2));
        return double.IsFinite(q) ? new(q, levels.Count - 1, Tails.ChiSquare(q, levels.Count - 1)) : null;
    }
}
