using System.Globalization;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>The part of <see cref="MetricComparison"/> for metrics that compare a quantile. Pure.</summary>
internal static class QuantileComparison
{
    public static Estimate Compare(double quantile, MetricArm control, MetricArm test, double alpha)
    {
        var (a, b) = (control.Quantile ?? new(control.Users, 0, 0, 0), test.Quantile ?? new(test.Users, 0, 0, 0));
        var estimate = Quantiles.Compare(quantile, a, b, alpha);
        // A median of equal values is not a variant of equal values, so only the variance of all values tells.
        return IsConstant(control) && IsConstant(test) && estimate.Warnings.Contains(StatisticsWarning.TiesAtQuantile)
            ? estimate with
            {
                Warnings = [StatisticsWarning.NoVariance],
            }
            : estimate;
    }

    /// <summary>Null where there is no standard error: too few users, or ties.</summary>
    public static Moments? ToMoments(double quantile, MetricArm arm, double alpha) =>
        HasError(quantile, arm, alpha) ? Quantiles.ToMoments(arm.Quantile!.Value, alpha) : null;

    /// <summary>With degrees of freedom as in <see cref="Compare"/>; null where there is no standard error.</summary>
    public static LiftEstimate? Lift(double quantile, MetricArm control, MetricArm test, double alpha) =>
        HasError(quantile, control, alpha) && HasError(quantile, test, alpha)
            ? Statistics.Lift.Of(
                Quantiles.ToMomentsForLift(quantile, control.Quantile!.Value, alpha),
                Quantiles.ToMomentsForLift(quantile, test.Quantile!.Value, alpha),
                alpha
            )
            : null;

    /// <summary>Names the variants whose values tie, and the intervals that are valid nevertheless; null if none do.</summary>
    public static StatisticsWarning? Ties(MetricDefinition metric, IReadOnlyList<MetricArm> arms, double alpha)
    {
        if (metric.Quantile is not { } quantile || arms.Where(arm => arm.Users > 0).All(IsConstant))
        {
            return null;
        }

        var tied = arms.Where(arm =>
                arm.Users >= Quantiles.MinimumUsers(quantile, alpha)
                && arm.Quantile is { } sample
                && Quantiles.IsTied(quantile, sample, alpha)
            )
            .ToList();
        if (tied.Count == 0)
        {
            return null;
        }

        var intervals = arms.Where(arm => arm.Quantile?.ByRanks is not null)
            .Select(arm =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{arm.Quantile!.Value.ByRanks!.Value.Low:G5} to {arm.Quantile.Value.ByRanks.Value.High:G5} in {arm.Variant}"
                )
            )
            .ToList();
        return new(
            StatisticsWarning.TiesAtQuantile.Code,
            $"{StatisticsWarning.TiesAtQuantile.Message} This concerns {string.Join(", ", tied.Select(arm => arm.Variant))}."
                + (
                    intervals.Count == 0
                        ? ""
                        : string.Create(
                            CultureInfo.InvariantCulture,
                            $" By its ranks, the quantile is with {(1 - alpha) * 100:0.##} % confidence within "
                                + $"{string.Join(", ", intervals)}."
                        )
                )
        );
    }

    private static bool HasError(double quantile, MetricArm arm, double alpha) =>
        arm.Quantile is { } sample && arm.Users >= Quantiles.MinimumUsers(quantile, alpha) && !Quantiles.IsTied(quantile, sample, alpha);

    private static bool IsConstant(MetricArm arm) => arm.Moments is { M2: 0 };
}
