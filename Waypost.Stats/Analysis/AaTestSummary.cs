using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>What the splits show together. Pure.</summary>
internal static class AaTestSummary
{
    private const double Power = 0.8;
    private const int Bins = 10;

    private static readonly int[] curveWeeks = [1, 2, 3, 4, 6, 8];

    /// <summary>Adds rates, p-values and the smallest effect to a result.</summary>
    /// <param name="users">How many came in how many days.</param>
    public static AaTestResult AddTo(AaTestResult result, IReadOnlyList<Resplit> splits, PastUsers users, double alpha, string because)
    {
        var p = splits.Select(split => split.PValue).OfType<double>().ToList();
        var bins = Enumerable.Range(0, Bins).Select(bin => p.Count(one => Math.Min(Bins - 1, (int)(one * Bins)) == bin)).ToList();
        var fixedTest = FalseAlarmRates.OfFixed(splits, alpha, because);
        var deviation = DeviationOf([.. splits.Select(split => split.Difference).OfType<double>()]);
        // Where the test mostly refuses, it detects nothing.
        var smallest =
            fixedTest.Verdict != AaVerdict.NotCompared && deviation > 0
                ? (CriticalValues.Normal(alpha) + CriticalValues.NormalQuantile(Power)) * deviation
                : null;
        var relative = result.Mean is { } mean and not 0 ? smallest / Math.Abs(mean) : null;
        var windowDays = result.Metric.Window?.Span.TotalDays ?? 0;
        return result with
        {
            Fixed = fixedTest,
            AlwaysValid = FalseAlarmRates.OfAlwaysValid(splits, because),
            Looks = Resplits.Looks,
            Method = splits
                .Where(split => split.Fixed is not null)
                .GroupBy(split => split.Method, StringComparer.Ordinal)
                .MaxBy(method => method.Count())
                ?.Key,
            PValues = p.Count == 0 ? [] : bins,
            Uniformity = p.Count == 0 ? null : UniformityOf(bins),
            StandardDeviation = deviation,
            Power = Power,
            SmallestDifference = smallest,
            SmallestEffect = relative,
            Curve =
            [
                .. curveWeeks
                    .Select(weeks => weeks * 7)
                    .Where(days => days > windowDays)
                    .Select(days => (Days: days, Users: users.PerDay * (days - windowDays)))
                    .Select(point => new PlanPoint(
                        point.Days,
                        (long)point.Users,
                        // The variance of a difference falls with the number of users.
                        relative * Math.Sqrt(users.Users / point.Users)
                    )),
            ],
        };
    }

    /// <summary>Pearson's chi-square test that all bins are equally likely.</summary>
    internal static double UniformityOf(IReadOnlyList<int> bins)
    {
        var expected = (double)bins.Sum() / bins.Count;
        return Tails.ChiSquare(bins.Sum(count => (count - expected) * (count - expected) / expected), bins.Count - 1);
    }

    private static double? DeviationOf(IReadOnlyList<double> differences)
    {
        if (differences.Count < 2)
        {
            return null;
        }

        var mean = differences.Average();
        return Math.Sqrt(differences.Sum(one => (one - mean) * (one - mean)) / (differences.Count - 1));
    }
}
