using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>
/// The arms of a metric after CUPED, which applies to all of them or to none: others would not be comparable, nor would their test be named
/// truly. Pure.
/// </summary>
/// <param name="Arms">With <see cref="MetricArm.Unadjusted"/> where CUPED applies.</param>
/// <param name="Result">Null without CUPED.</param>
internal sealed record CupedArms(IReadOnlyList<MetricArm> Arms, CupedResult? Result)
{
    /// <summary>
    /// Users with and without the event that the smallest arm must have at the rate of all arms: below it, a mean of zeros and ones is far
    /// from normal. The counts of the arms themselves must not decide: they depend on the difference, so that a choice of the test by them
    /// alone raises the error rate to 6 % (simulations in bench/Waypost.Benchmarks/Simulations).
    /// </summary>
    private const double FewestEvents = 20;

    public static StatisticsWarning TooFewEvents { get; } =
        new(
            "cuped-too-few",
            "Too few users have the event, or too few do not, so the variance is not reduced (CUPED): the test without it holds for rare "
                + "events."
        );

    public static CupedArms Of(MetricDefinition metric, IReadOnlyList<MetricArm> arms, WarningList warnings)
    {
        var adjusted =
            !MetricSql.UsesCuped(metric) ? null
            : metric.DenominatorQuery is null ? OfMeans(arms)
            : OfRatios(arms);
        if (adjusted?.Result is null)
        {
            return new(arms, null);
        }

        if (!arms.Any(arm => arm.Proportion is not null))
        {
            return adjusted;
        }

        if (!IsNearlyNormal(arms, adjusted.Arms))
        {
            warnings.Add(TooFewEvents);
            return new(arms, null);
        }

        return adjusted with
        {
            Arms = [.. adjusted.Arms.Select(arm => arm with { Proportion = null, Converted = arm.Converted })],
        };
    }

    /// <summary>The share of the squared standard error of the difference of these arms that was removed; null without CUPED.</summary>
    public static double? ReductionOf(params IReadOnlyList<MetricArm> arms) =>
        arms.All(arm => arm.Unadjusted is not null)
            ? Cuped.VarianceReduction([.. arms.Select(arm => arm.Unadjusted!.Value)], [.. arms.Select(arm => arm.Moments!.Value)])
            : null;

    /// <summary>Whether an analysis of a proportion with these users would use CUPED; for planning.</summary>
    /// <param name="rate">Of the control, above 0 and below 1.</param>
    /// <param name="correlation">With the time before.</param>
    /// <param name="users">By variant, the control first.</param>
    public static bool Holds(double rate, double correlation, IReadOnlyList<long> users)
    {
        // What is left of the variance has at most this skewness: the third moment may stay.
        var skewness = Math.Abs(1 - (2 * rate)) / Math.Sqrt(rate * (1 - rate)) / Math.Pow(1 - (correlation * correlation), 1.5);
        return users.Min() * Math.Min(rate, 1 - rate) >= FewestEvents
            && users
                .Skip(1)
                .Select(test => skewness * Skewness.Imbalance(users[0], test))
                .All(difference => Skewness.UsersPerSquare * difference * difference <= 1);
    }

    private static CupedArms OfMeans(IReadOnlyList<MetricArm> arms)
    {
        var pairs = Present(arms, arm => arm.Before);
        if (pairs.Count == 0)
        {
            return new(arms, null);
        }

        var (theta, mean) = (Cuped.Theta(pairs), Cuped.MeanBefore(pairs));
        return Adjusted(arms, theta, arm => arm.Before is { } pair ? Cuped.Adjust(pair, theta, mean) : null);
    }

    private static CupedArms OfRatios(IReadOnlyList<MetricArm> arms)
    {
        var ratios = Present(arms, arm => arm.RatioBefore);
        if (ratios.Count == 0)
        {
            return new(arms, null);
        }

        var (theta, mean) = (RatioMoments.Theta(ratios), RatioMoments.MeanBefore(ratios));
        return Adjusted(arms, theta, arm => arm.RatioBefore?.Adjust(theta, mean));
    }

    private static CupedArms Adjusted(IReadOnlyList<MetricArm> arms, double theta, Func<MetricArm, Moments?> adjust)
    {
        List<MetricArm> adjusted =
        [
            .. arms.Select(arm => adjust(arm) is { } moments ? arm with { Moments = moments, Unadjusted = arm.Moments } : arm),
        ];
        return ReductionOf([.. adjusted.Where(arm => arm.Users > 0)]) is { } reduction
            ? new(adjusted, new(theta, reduction))
            : new(arms, null);
    }

    /// <summary>Of the arms with users; empty if one of them lacks it.</summary>
    private static List<T> Present<T>(IReadOnlyList<MetricArm> arms, Func<MetricArm, T?> part)
        where T : struct
    {
        var users = arms.Where(arm => arm.Users > 0).ToList();
        var parts = users.Select(part).OfType<T>().ToList();
        return parts.Count == users.Count ? parts : [];
    }

    /// <summary>
    /// Whether a test of means holds for a proportion: enough events, and shares so even that Welch's test permits the skewness.
    /// </summary>
    private static bool IsNearlyNormal(IReadOnlyList<MetricArm> arms, IReadOnlyList<MetricArm> adjusted)
    {
        var present = arms.Where(arm => arm.Users > 0).Select(arm => arm.Proportion!.Value).ToList();
        var rate = (double)present.Sum(arm => arm.Successes) / present.Sum(arm => arm.Trials);
        return present.Min(arm => arm.Trials) * Math.Min(rate, 1 - rate) >= FewestEvents
            && Enumerable
                .Range(1, arms.Count - 1)
                .Where(i => arms[0].Users > 0 && arms[i].Users > 0)
                .All(i =>
                    ConfidenceSequence.Obstacle(arms[0].Proportion!.Value, arms[i].Proportion!.Value) is null
                    && Skewness.TestOf(adjusted[0].Moments!.Value, adjusted[i].Moments!.Value) == MeansTest.Welch
                );
    }
}
