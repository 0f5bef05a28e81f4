using System.Globalization;
using Waypost.Stats.Queries;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;
using ConfidenceSequence = Waypost.Stats.Statistics.AlwaysValid;

namespace Waypost.Stats.Analysis;

/// <summary>
/// From what the events database answered to a metric's result, without the verdicts, which need the other metrics. Pure.
/// </summary>
internal sealed class MetricComparison(ExperimentScope scope, double alpha, long? plannedUsers, IReadOnlyList<EarlierLook> earlier)
{
    /// <summary>Error rate of the always-valid interval, over all looks together.</summary>
    public const double AlwaysValidAlpha = 0.01;

    public MetricResult Result(ExperimentMetric metric, IReadOnlyList<MetricArm> arms, string sql, TimeSpan took)
    {
        var warnings = new WarningList();
        var definition = metric.Definition;
        if (Refusal(definition, arms) is { } refused)
        {
            return Failed(metric, refused.Code, refused.Message, sql) with { QueryMilliseconds = took.TotalMilliseconds };
        }

        var cuped = Cuped(definition, arms, out arms);
        var views = arms.Select(arm => View(definition, arm, warnings)).ToList();
        Notice(definition, arms, warnings);
        return Empty(metric, sql) with
        {
            Variants = [.. arms.Select((arm, i) => Variant(definition, arm, views[i]))],
            Comparisons = [.. Enumerable.Range(1, arms.Count - 1).Select(i => Compare(definition, arms, views, i, warnings))],
            Omnibus = arms.Count > 2 ? OfAll(definition, arms, views, warnings) : null,
            Cap = arms.Select(arm => arm.Cap).FirstOrDefault(cap => cap is not null) is { } cap
                ? new(cap, arms.Sum(arm => arm.Capped))
                : null,
            Cuped = cuped,
            Warnings = warnings.All,
            QueryMilliseconds = took.TotalMilliseconds,
        };
    }

    /// <summary>Nothing but why.</summary>
    public static MetricResult Failed(ExperimentMetric metric, string code, string message, string sql) =>
        Empty(metric, sql) with
        {
            Warnings = [new(code, message)],
        };

    private static MetricResult Empty(ExperimentMetric metric, string sql) =>
        new()
        {
            Metric = metric.Definition.Key,
            Name = metric.Definition.Name,
            Type = metric.Definition.Type,
            Role = metric.Role,
            Primary = metric.Role == MetricRole.Primary,
            Goal = metric.Definition.Goal,
            Quantile = metric.Definition.Quantile,
            Ratio = metric.Definition.DenominatorQuery is not null,
            Variants = [],
            Comparisons = [],
            Warnings = [],
            Sql = sql,
        };

    private static Finding? Refusal(MetricDefinition metric, IReadOnlyList<MetricArm> arms)
    {
        var bad = arms.Sum(arm => arm.Bad);
        if (bad > 0)
        {
            return new(
                CheckCodes.BadValue,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The values of {bad:N0} user{(bad == 1 ? "" : "s")} hold NaN or infinity, and no sum can hold them. Leave "
                        + $"them out in the metric's query."
                )
            );
        }
        // One cap for all arms, so the first that is known tells.
        return metric.Type != MetricType.Binomial && arms.Select(arm => arm.Cap).FirstOrDefault(cap => cap is not null) is { } cap
            ? Caps.Refusal(cap)
            : null;
    }

    private static CupedResult? Cuped(MetricDefinition metric, IReadOnlyList<MetricArm> arms, out IReadOnlyList<MetricArm> adjusted)
    {
        adjusted = arms;
        var pairs = arms.Where(arm => arm.Users > 0).Select(arm => arm.Before).OfType<JointMoments>().ToList();
        if (!MetricSql.UsesCuped(metric) || pairs.Count == 0 || pairs.Count != arms.Count(arm => arm.Users > 0))
        {
            return null;
        }
        var theta = Statistics.Cuped.Theta(pairs);
        var centre = Statistics.Cuped.MeanBefore(pairs);
        adjusted =
        [
            .. arms.Select(arm => arm.Before is { } pair ? arm with { Moments = Statistics.Cuped.Adjust(pair, theta, centre) } : arm),
        ];
        return new(theta, Statistics.Cuped.VarianceReduction(pairs, theta));
    }

    /// <summary>The arm as a mean with its variance, which lift, always-valid interval and Bayesian view all take.</summary>
    private Moments? View(MetricDefinition metric, MetricArm arm, WarningList warnings)
    {
        if (arm.Proportion is { } proportion)
        {
            return proportion.ToMoments();
        }
        if (arm.Quantile is { } quantile)
        {
            return arm.Users >= Quantiles.MinimumUsers(metric.Quantile!.Value, alpha) ? Quantiles.ToMoments(quantile, alpha) : null;
        }
        if (arm.Moments is null && arm.Users > 0)
        {
            warnings.Add(metric.DenominatorQuery is null ? Finding.NotFinite : Finding.DenominatorZero);
        }
        return arm.Moments;
    }

    private static void Notice(MetricDefinition metric, IReadOnlyList<MetricArm> arms, WarningList warnings)
    {
        foreach (var arm in arms.Where(arm => arm.Users == 0))
        {
            warnings.Add("no-users", $"The variant {arm.Variant} has no users yet.");
        }
        foreach (var arm in arms.Where(arm => arm.Users == 1))
        {
            warnings.Add(Finding.OneUser);
        }
        if (arms.Sum(arm => arm.NullValues) is var missing and > 0)
        {
            warnings.Add("null-values", FormattableString.Invariant($"{missing:N0} events have no value: each counts as 0."));
        }
        if (metric.Type is MetricType.Count or MetricType.Duration && arms.Any(arm => arm.Lowest < 0))
        {
            warnings.Add(
                "negative-values",
                $"Some users' totals are negative, which a {(metric.Type == MetricType.Count ? "count" : "duration")} never "
                    + "is: look at what writes the values."
            );
        }
        if (metric is { Type: MetricType.Binomial, Cap: not null })
        {
            warnings.Add("cap-not-applied", "A cap does nothing to a metric that is 0 or 1 per user.");
        }
    }

    private static VariantResult Variant(MetricDefinition metric, MetricArm arm, Moments? view) =>
        new()
        {
            Variant = arm.Variant,
            Users = arm.Users,
            Mean = arm.Users == 0 ? null : arm.Quantile?.At ?? view?.Mean,
            Variance = view is { } moments && double.IsFinite(moments.M2) ? moments.Variance : null,
            Sum = arm.Users == 0 ? 0 : arm.Sum,
            DenominatorSum =
                metric.DenominatorQuery is null ? null
                : arm.Users == 0 ? 0
                : arm.DenominatorSum,
            Converted = arm.Proportion?.Successes,
            NullValues = arm.NullValues,
        };

    private Comparison Compare(MetricDefinition metric, IReadOnlyList<MetricArm> arms, List<Moments?> views, int i, WarningList warnings)
    {
        var (control, test) = (views[0], views[i]);
        var estimate = Estimate(metric, arms[0], arms[i], control, test);
        warnings.AddRange(estimate.Findings);
        var lift = control is { } a && test is { } b ? Lift.Of(a, b, alpha) : null;
        if (lift is not null)
        {
            warnings.AddRange(lift.Findings);
        }
        var always = control is { } c && test is { } t ? ConfidenceSequence.Compare(c, t, AlwaysValidAlpha, PlannedFor(i)) : null;
        if (always is null && arms[0].Users > 0 && arms[i].Users > 0)
        {
            warnings.Add(
                "no-always-valid",
                $"There is no always-valid interval, and no verdict: both need {ConfidenceSequence.FewestUsers} users in every "
                    + "variant, and values that vary."
            );
        }
        return new()
        {
            Variant = arms[i].Variant,
            Control = arms[0].Variant,
            Difference = estimate.Difference,
            Relative = lift?.Relative,
            IntervalAbsolute = Pair(estimate.Interval),
            IntervalRelative = Pair(lift?.Interval),
            Statistic = estimate.Statistic,
            DegreesOfFreedom = estimate.DegreesOfFreedom,
            PValue = estimate.PValue,
            PValueAdjusted = null,
            Significant = null,
            Decision = Decision.NotEnoughData,
            Method = estimate.Method,
            RelativeMethod = lift?.Interval is null ? null : lift.Method,
            AlwaysValid = always is null
                ? null
                : new([always.Interval.Low, always.Interval.High], NeverRising(always.PValue, metric.Key, arms[i].Variant)),
            Bayesian =
                lift is null ? null
                : Bayesian.View(lift, metric.Goal == MetricGoal.Increase) is { } view
                    ? new(view.ChanceToWin, view.ExpectedLoss, Pair(view.Interval)!)
                : null,
        };
    }

    private Estimate Estimate(MetricDefinition metric, MetricArm control, MetricArm test, Moments? controlView, Moments? testView)
    {
        if (control.Proportion is { } a && test.Proportion is { } b)
        {
            return Binomials.Compare(a, b, alpha);
        }
        if (metric.Quantile is { } quantile)
        {
            return Quantiles.Compare(
                quantile,
                control.Quantile ?? new(control.Users, 0, 0, 0),
                test.Quantile ?? new(test.Users, 0, 0, 0),
                alpha
            );
        }
        var name =
            metric.DenominatorQuery is not null ? $"{Welch.Name} (ratio, delta method)"
            : control.Before is null && test.Before is null ? Welch.Name
            : $"{Welch.Name} (after CUPED)";
        return controlView is { } c && testView is { } t ? Welch.Compare(c, t, alpha) with { Method = name } : new() { Method = name };
    }

    private static OmnibusTest OfAll(MetricDefinition metric, IReadOnlyList<MetricArm> arms, List<Moments?> views, WarningList warnings)
    {
        var estimate =
            metric.Quantile is null && arms.All(arm => arm.Proportion is not null)
                ? Omnibus.Pearson([.. arms.Select(arm => arm.Proportion!.Value)])
                : Omnibus.WelchAnova([.. views.OfType<Moments>()]);
        warnings.AddRange(estimate.Findings);
        return new(estimate.Method, estimate.Statistic, estimate.DegreesOfFreedom, estimate.PValue);
    }

    /// <summary>A look that found less stays true: Waudby-Smith et al., arXiv 2103.06476v7, eq. 161.</summary>
    private double NeverRising(double p, string metric, string variant) =>
        earlier
            .Where(look => look.Metric == metric && look.Variant == variant)
            .Select(look => look.PValue)
            .Aggregate(p, (now, before) => ConfidenceSequence.Running(before, now));

    /// <summary>N* of this pair: its part of the total that was planned, frozen at the start.</summary>
    private long PlannedFor(int i)
    {
        var all = scope.Variants.Sum(variant => variant.Weight);
        return plannedUsers is { } total && all > 0
            ? (long)Math.Round(total * (scope.Variants[0].Weight + scope.Variants[i].Weight) / all)
            : 0;
    }

    private static double[]? Pair(Interval? interval) =>
        interval is { } pair && double.IsFinite(pair.Low) && double.IsFinite(pair.High) ? [pair.Low, pair.High] : null;
}
