using Waypost.Stats.Queries;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>
/// The always-valid interval and p-value of one variant against the control. Both belong to this look; what an earlier look showed is a
/// warning. Pure.
/// </summary>
internal sealed class AlwaysValidComparison(ExperimentScope scope, long? plannedUsers, IReadOnlyList<EarlierLook> earlier)
{
    /// <summary>Error rate of the interval over all looks.</summary>
    public const double Alpha = 0.01;

    /// <param name="means">For what is not a proportion; without means there is another warning.</param>
    /// <param name="i">Index of the variant.</param>
    public AlwaysValidResult? Compare(string metric, IReadOnlyList<MetricArm> arms, ComparedMeans means, int i, WarningList warnings)
    {
        var (control, test) = (arms[0], arms[i]);
        if (control.Users == 0 || test.Users == 0)
        {
            return null;
        }

        var (obstacle, estimate) =
            control.Proportion is { } a && test.Proportion is { } b
                ? (ConfidenceSequence.Obstacle(a, b), ConfidenceSequence.Compare(a, b, Alpha, PlannedUsersOf(i)))
            : means is { Control: { } c, Test: { } t }
                ? (ConfidenceSequence.Obstacle(c, t), ConfidenceSequence.Compare(c, t, Alpha, PlannedUsersOf(i)))
            : (ConfidenceSequence.TooFewUsers(control.Users, test.Users), null);
        if (obstacle is { } why)
        {
            warnings.Add(why);
        }

        if (estimate is null)
        {
            return null;
        }

        var smallest = Smallest(estimate.PValue, metric, test.Variant);
        if (smallest < Alpha && estimate.PValue >= Alpha)
        {
            warnings.Add(StatisticsWarning.ShownEarlier(smallest));
        }

        return new([estimate.Interval.Low, estimate.Interval.High], estimate.PValue)
        {
            SmallestPValue = smallest,
            IntervalRelative = AlwaysValidLift.Of(control, test, means, Alpha, PlannedUsersOf(i)) is { } lift
                ? [lift.Low, lift.High]
                : null,
        };
    }

    /// <summary>
    /// Whether the interval of <see cref="Compare"/> excludes 0, without computing it: exactly where the p-value is below α. Null without
    /// an interval.
    /// </summary>
    public bool? ExcludesZero(MetricDefinition metric, MetricArm control, MetricArm test, int i)
    {
        var (planned, evidence) = (PlannedUsersOf(i), (double?)null);
        if (control.Proportion is { } a && test.Proportion is { } b)
        {
            evidence = ConfidenceSequence.LogEvidence(a, b, Alpha, planned);
        }
        else if (ComparedMeans.Of(metric, control.Moments, test.Moments, new()) is { Control: { } c, Test: { } t })
        {
            evidence = ConfidenceSequence.Compare(c, t, Alpha, planned)?.LogE;
        }

        return evidence is { } logE ? logE > -Math.Log(Alpha) : null;
    }

    /// <summary>A smaller p-value of an earlier look remains valid: Waudby-Smith et al., arXiv 2103.06476v7, eq. 161.</summary>
    private double Smallest(double p, string metric, string variant) =>
        earlier
            .Where(look => look.Metric == metric && look.Variant == variant)
            .Select(look => look.PValue)
            .Aggregate(p, (now, before) => ConfidenceSequence.Running(before, now));

    /// <summary>N* of this pair: its share of the planned total, frozen at the start.</summary>
    public long PlannedUsersOf(int i)
    {
        var totalWeight = scope.Variants.Sum(variant => variant.Weight);
        return plannedUsers is { } total && totalWeight > 0
            ? (long)Math.Round(total * (scope.Variants[0].Weight + scope.Variants[i].Weight) / totalWeight)
            : 0;
    }
}
