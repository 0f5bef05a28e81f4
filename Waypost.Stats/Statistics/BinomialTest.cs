namespace Waypost.Stats.Statistics;

/// <summary>The test for a binomial metric: chi-square where its approximation holds, else Fisher's exact test.</summary>
internal static class BinomialTest
{
    /// <summary>Below this smallest expected count the exact test replaces the chi-square test (Cochran 1954).</summary>
    internal const double SmallestExpected = 5;

    /// <summary>
    /// Difference and Newcombe's interval always; p by Pearson's chi-square, or by Fisher's exact test when an expected count is below 5.
    /// </summary>
    /// <param name="alpha">Two-sided error rate of the interval, 0 &lt; α &lt; 1.</param>
    public static Estimate Compare(Proportion control, Proportion test, double alpha)
    {
        var estimate = ChiSquare.Compare(control, test, alpha);
        if (estimate.Statistic is null || ChiSquare.SmallestExpected(control, test) >= SmallestExpected)
        {
            return estimate;
        }

        return estimate with
        {
            Statistic = null,
            DegreesOfFreedom = null,
            PValue = Fisher.PValue(control, test),
            Method = Fisher.Name,
            Warnings = [],
        };
    }
}
