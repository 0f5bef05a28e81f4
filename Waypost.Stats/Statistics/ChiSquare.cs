namespace Waypost.Stats.Statistics;

/// <summary>
/// Pearson's chi-square test of two proportions: the same as the z-test with pooled variance. Source: Pearson, Philosophical Magazine 50
/// (1900).
/// </summary>
internal static class ChiSquare
{
    internal const string Name = "Pearson's chi-square";
    internal const string YatesName = "Pearson's chi-square with Yates's correction";

    /// <summary>
    /// χ² = N(ad − bc)²/[(a + b)(c + d)(a + c)(b + d)], one degree of freedom; the interval is Newcombe's, the standard error √(pAqA/nA +
    /// pBqB/nB).
    /// Without any success or any failure there is no χ², but there is an interval.
    /// </summary>
    /// <param name="alpha">Two-sided error rate of the interval, 0 &lt; α &lt; 1.</param>
    /// <param name="yates">Subtracts N/2 from |ad − bc| (Yates 1934). Its true error rate is far below the nominal one.</param>
    public static Estimate Compare(Proportion control, Proportion test, double alpha, bool yates = false)
    {
        var name = yates ? YatesName : Name;
        if (control.Rate is not { } a || test.Rate is not { } b)
        {
            return new() { Method = name, Warnings = [StatisticsWarning.NoUsers] };
        }

        var statistic = Statistic(control, test, yates);
        return new()
        {
            Difference = b - a,
            StandardError = Math.Sqrt(
                (a * control.Failures / control.Trials / control.Trials) + (b * test.Failures / test.Trials / test.Trials)
            ),
            Statistic = statistic,
            DegreesOfFreedom = statistic is null ? null : 1,
            PValue = statistic is { } chi ? Tails.ChiSquare(chi, 1) : null,
            Interval = Newcombe.Interval(control, test, alpha),
            Method = name,
            Warnings =
                statistic is null ? [StatisticsWarning.NoVariance]
                : SmallestExpected(control, test) < 5 ? [StatisticsWarning.SmallCounts]
                : [],
        };
    }

    /// <summary>The smallest of the four expected counts, row total · column total / N.</summary>
    internal static double SmallestExpected(Proportion control, Proportion test)
    {
        double successes = control.Successes + test.Successes;
        double failures = control.Failures + test.Failures;
        return Math.Min(successes, failures) * Math.Min(control.Trials, test.Trials) / (successes + failures);
    }

    private static double? Statistic(Proportion control, Proportion test, bool yates)
    {
        double successes = control.Successes + test.Successes;
        double failures = control.Failures + test.Failures;
        if (successes == 0 || failures == 0)
        {
            return null;
        }

        var total = successes + failures;
        // Two products of up to 10²⁰ that may differ by little.
        var cross = Math.Abs((double)(((Int128)test.Successes * control.Failures) - ((Int128)control.Successes * test.Failures)));
        if (yates)
        {
            cross = Math.Max(0, cross - (total / 2));
        }
        return cross / control.Trials / test.Trials * (cross / successes / failures) * total;
    }
}
