namespace Waypost.Stats.Statistics;

/// <summary>Result of a test over all arms.</summary>
/// <param name="DegreesOfFreedom">One number for χ², two for F, none when it could not be computed.</param>
internal sealed record OmnibusEstimate(
    string Method,
    double? Statistic,
    IReadOnlyList<double> DegreesOfFreedom,
    double? PValue,
    IReadOnlyList<StatisticsWarning> Warnings
);

/// <summary>Tests whether any arm differs from any other, before each is compared with control.</summary>
internal static class Omnibus
{
    internal const string WelchName = "Welch's ANOVA";
    internal const string PooledName = "ANOVA with pooled variance";

    /// <summary>
    /// Pearson's χ² of a k × 2 table, k − 1 degrees of freedom: Σ nᵢ(pᵢ − p)²/(p(1 − p)). Arms without users are left out.
    /// </summary>
    public static OmnibusEstimate Pearson(IReadOnlyList<Proportion> arms)
    {
        var present = arms.Where(arm => arm.Trials > 0).ToList();
        if (present.Count < 2)
        {
            return Without(ChiSquare.Name, StatisticsWarning.NoUsers);
        }

        double trials = present.Sum(arm => arm.Trials),
            successes = present.Sum(arm => arm.Successes),
            failures = trials - successes;
        if (successes == 0 || failures == 0)
        {
            return Without(ChiSquare.Name, StatisticsWarning.NoVariance);
        }

        var statistic =
            present.Sum(arm =>
            {
                var excess = arm.Successes - (successes / trials * arm.Trials);
                return excess / arm.Trials * excess;
            })
            / (successes / trials)
            / (failures / trials);
        var small = Math.Min(successes, failures) * present.Min(arm => arm.Trials) / trials < BinomialTest.SmallestExpected;
        List<StatisticsWarning> warnings = present.Count < arms.Count ? [StatisticsWarning.NoUsers] : [];
        if (small)
        {
            warnings.Add(StatisticsWarning.SmallCounts);
        }
        return new(ChiSquare.Name, statistic, [present.Count - 1], Tails.ChiSquare(statistic, present.Count - 1), warnings);
    }

    /// <summary>Welch's ANOVA, or that with pooled variance where a comparison with the first arm requires it.</summary>
    /// <param name="maySkew">Whether the skewness of the values matters.</param>
    public static OmnibusEstimate OfMeans(IReadOnlyList<Moments> arms, bool maySkew)
    {
        var tests = maySkew ? arms.Skip(1).Select(arm => Skewness.TestOf(arms[0], arm)).ToList() : [];
        // Its comparison has a warning.
        return tests.Contains(MeansTest.None) ? new(WelchName, null, [], null, [])
            : tests.Contains(MeansTest.Pooled) ? PooledAnova(arms)
            : WelchAnova(arms);
    }

    /// <summary>
    /// Welch's ANOVA (Biometrika 38, 1951): w = n/v, W = Σw, M = Σwm/W, h = Σ(1 − w/W)²/(n − 1),
    /// F = [Σw(m − M)²/(k − 1)]/[1 + 2(k − 2)h/(k² − 1)], degrees of freedom k − 1 and (k² − 1)/(3h).
    /// An arm without variance would have infinite weight, so there is no F then.
    /// </summary>
    public static OmnibusEstimate WelchAnova(IReadOnlyList<Moments> arms)
    {
        var present = arms.Where(arm => arm.Count > 0).ToList();
        if (present.Count < 2)
        {
            return Without(WelchName, StatisticsWarning.NoUsers);
        }
        if (present.Any(arm => !double.IsFinite(arm.Mean) || !double.IsFinite(arm.M2)))
        {
            return Without(WelchName, StatisticsWarning.NotFinite);
        }
        if (present.Any(arm => arm.Count == 1))
        {
            return Without(WelchName, StatisticsWarning.OneUser);
        }
        if (present.Any(arm => arm.M2 == 0))
        {
            return Without(
                WelchName,
                present.All(arm => arm.M2 == 0) ? StatisticsWarning.NoVariance : StatisticsWarning.ArmWithoutVariance
            );
        }

        double k = present.Count;
        var weights = present.ConvertAll(arm => 1 / arm.VarianceOfMean!.Value);
        var all = weights.Sum();
        // Means are taken relative to the first one, so that a large common offset does not cost precision.
        var centre = present.Zip(weights, (arm, w) => w / all * (arm.Mean - present[0].Mean)).Sum();
        var between = present.Zip(weights, (arm, w) => w * Math.Pow(arm.Mean - present[0].Mean - centre, 2)).Sum() / (k - 1);
        var h = present.Zip(weights, (arm, w) => Math.Pow(1 - (w / all), 2) / (arm.Count - 1)).Sum();
        var f = between / (1 + (2 * (k - 2) * h / ((k * k) - 1)));
        if (!double.IsFinite(f))
        {
            return Without(WelchName, StatisticsWarning.NotFinite);
        }

        var second = ((k * k) - 1) / (3 * h);
        return new(WelchName, f, [k - 1, second], Tails.F(f, k - 1, second), present.Count < arms.Count ? [StatisticsWarning.NoUsers] : []);
    }

    /// <summary>
    /// F = [Σn(m − M)²/(k − 1)]/[ΣM2/(N − k)], degrees of freedom k − 1 and N − k. Source: Fisher, Statistical Methods for Research Workers
    /// (1925), chapter 7.
    /// </summary>
    internal static OmnibusEstimate PooledAnova(IReadOnlyList<Moments> arms)
    {
        var present = arms.Where(arm => arm.Count > 0).ToList();
        double k = present.Count,
            users = present.Sum(arm => arm.Count);
        var within = present.Sum(arm => arm.M2) / (users - k);
        // As above, relative to the first mean.
        var centre = present.Sum(arm => arm.Count / users * (arm.Mean - present[0].Mean));
        var between = present.Sum(arm => arm.Count * Math.Pow(arm.Mean - present[0].Mean - centre, 2)) / (k - 1);
        var f = between / within;
        return k < 2 ? Without(PooledName, StatisticsWarning.NoUsers)
            : !double.IsFinite(f) ? Without(PooledName, StatisticsWarning.NotFinite)
            : new(PooledName, f, [k - 1, users - k], Tails.F(f, k - 1, users - k), []);
    }

    private static OmnibusEstimate Without(string method, StatisticsWarning warning) => new(method, null, [], null, [warning]);
}
