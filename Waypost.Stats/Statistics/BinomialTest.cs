namespace Waypost.Stats.Statistics;

/// <summary>The test for a binomial metric: chi-square where its approximation holds, else Fisher's exact test.</summary>
internal static class BinomialTest
{
    internal const string ScoreMethod = "score";

    /// <summary>Below this smallest expected count the exact test replaces the chi-square test (Cochran 1954).</summary>
    internal const double SmallestExpected = 5;

    /// <summary>
    /// p by Pearson's chi-square, or by Fisher's exact test when an expected count is below 5. The interval of the difference is
    /// Newcombe's; where that contains 0 although p is below α, or the other way round, it is the score interval, which agrees.
    /// </summary>
    /// <param name="alpha">Two-sided error rate, 0 &lt; α &lt; 1.</param>
    public static Estimate Compare(Proportion control, Proportion test, double alpha)
    {
        var estimate = ChiSquare.Compare(control, test, alpha);
        if (estimate.Statistic is not null && ChiSquare.SmallestExpected(control, test) < SmallestExpected)
        {
            estimate = estimate with
            {
                Statistic = null,
                DegreesOfFreedom = null,
                PValue = Fisher.PValue(control, test),
                Method = Fisher.Name,
                Warnings = [],
            };
        }

        return estimate is { PValue: { } p, Interval: { } interval } && interval.Contains(0) != (p >= alpha)
            ? estimate with
            {
                Interval = ScoreInterval.Of(control, test, Critical(control, test, alpha, p)),
            }
            : estimate;
    }

    /// <summary>
    /// The lift of the same rates: by the delta method or Fieller as for means, and where that contains 0 although p is below α, or the
    /// other way round, by the score interval of the ratio, which agrees.
    /// </summary>
    /// <param name="p">Of <see cref="Compare"/>.</param>
    public static LiftEstimate Lift(Proportion control, Proportion test, double alpha, double? p)
    {
        var lift = Statistics.Lift.Of(control.ToMoments(), test.ToMoments(), alpha);
        return
            lift.Interval is { } interval
            && p is { } known
            && interval.Contains(0) != (known >= alpha)
            && ScoreRatioInterval.Of(control, test, Critical(control, test, alpha, known)) is { } ratio
            ? lift with
            {
                Interval = new(ratio.Low - 1, ratio.High - 1),
                Method = ScoreMethod,
            }
            : lift;
    }

    /// <summary>
    /// The critical value at which score intervals exclude 0 exactly where p is below α: that of the normal, except where Fisher's p and
    /// the score test disagree. Then it is multiplied by z/z(p), so that the interval is as wide as p says (Miettinen, American Journal of
    /// Epidemiology 103, 1976: test-based intervals).
    /// </summary>
    private static double Critical(Proportion control, Proportion test, double alpha, double p)
    {
        var normal = CriticalValues.Normal(alpha);
        var difference = test.Rate!.Value - control.Rate!.Value;
        var score = Math.Abs(difference) / Math.Sqrt(ScoreInterval.PooledVariance(control, test));
        return score > normal == p < alpha ? normal : normal * score / CriticalValues.Normal(p);
    }
}
