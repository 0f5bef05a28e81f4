namespace Waypost.Stats.Statistics;

/// <summary>A recognised paradox.</summary>
/// <param name="Overall">Difference of the means of all users.</param>
/// <param name="WithinLevels">Mean of the levels' differences, weighted by the users of both arms.</param>
/// <param name="OppositeShare">Share of users in levels whose difference is opposite to <paramref name="Overall"/>.</param>
/// <param name="SharesPValue">χ² test that both arms are spread equally over the levels.</param>
internal readonly record struct SimpsonsParadoxFinding(double Overall, double WithinLevels, double OppositeShare, double SharesPValue);

/// <summary>
/// Simpson's paradox: an overall difference that is opposite to the difference within the levels, because the arms are spread differently
/// over levels with different means. Source: Simpson, JRSS B 13 (1951); standardisation by the pooled levels, as in Miettinen, American
/// Journal of Epidemiology 96 (1972).
/// </summary>
internal static class SimpsonsParadox
{
    /// <summary>As for a sample ratio: chance alone is below this once in a thousand looks.</summary>
    internal const double Alpha = SampleRatioCheck.AlertBelow;

    /// <summary>
    /// Recognised if four things hold: the arms are spread differently over the levels (χ² test); that difference shifts the overall one
    /// significantly (a z test of overall minus within, given the users of each level); overall and within have opposite signs; and most
    /// users are in levels whose difference is opposite to the overall one. The levels' own differences need not be significant. Noise
    /// meets the first less than once in a thousand breakdowns.
    /// </summary>
    /// <param name="levels">The arms of each level, of a mean or a proportion; the arms' means of all users follow from them.</param>
    /// <returns>Null if it is not recognised.</returns>
    public static SimpsonsParadoxFinding? Find(IReadOnlyList<(Moments Control, Moments Test)> levels)
    {
        double controls = levels.Sum(level => level.Control.Count),
            tests = levels.Sum(level => level.Test.Count);
        var comparable = levels.Where(level => level is { Control.Count: > 0, Test.Count: > 0 }).ToList();
        var weight = comparable.Sum(Users);
        if (comparable.Count < 2 || levels.Any(level => !level.Control.IsFinite || !level.Test.IsFinite))
        {
            return null;
        }

        var spread = Omnibus.Pearson([
            .. WithEnoughUsers(levels, tests / (controls + tests)).Select(level => new Proportion(level.Test.Count, Users(level))),
        ]);
        var overall = levels.Sum(level =>
            (level.Test.Count / tests * level.Test.Mean) - (level.Control.Count / controls * level.Control.Mean)
        );
        var within = comparable.Sum(level => Users(level) / (double)weight * (level.Test.Mean - level.Control.Mean));
        var opposite = comparable.Where(level => Math.Sign(level.Test.Mean - level.Control.Mean) == -Math.Sign(overall)).Sum(Users);
        var variance = levels.Sum(level =>
        {
            var share = level is { Control.Count: > 0, Test.Count: > 0 } ? Users(level) / (double)weight : 0;
            return Part((level.Test.Count / tests) - share, level.Test) + Part((level.Control.Count / controls) - share, level.Control);
        });
        var isShifted = variance > 0 && Tails.NormalTwoSided((overall - within) / Math.Sqrt(variance)) < Alpha;
        var share = opposite / (double)weight;
        return spread.PValue is { } p && p < Alpha && isShifted && overall * within < 0 && share > 0.5
            ? new(overall, within, share, p)
            : null;
    }

    private static long Users((Moments Control, Moments Test) level) => level.Control.Count + level.Test.Count;

    /// <summary>χ² is not an approximation below these expected counts (Cochran 1954).</summary>
    private static IEnumerable<(Moments Control, Moments Test)> WithEnoughUsers(
        IEnumerable<(Moments Control, Moments Test)> levels,
        double testShare
    ) => levels.Where(level => Users(level) * Math.Min(testShare, 1 - testShare) >= SampleRatioMismatch.SmallestExpected);

    private static double Part(double coefficient, Moments arm) => coefficient * coefficient * (arm.VarianceOfMean ?? 0);
}
