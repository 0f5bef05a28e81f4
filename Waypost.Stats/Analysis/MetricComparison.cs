using Waypost.Stats.Queries;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>
/// Computes a metric's result from the database's aggregates. <see cref="Decisions"/> follow later, because they depend on all metrics.
/// Pure.
/// </summary>
internal sealed class MetricComparison(ExperimentScope scope, double alpha, long? plannedUsers, IReadOnlyList<EarlierLook> earlier)
{
    private readonly AlwaysValidComparison alwaysValid = new(scope, plannedUsers, earlier);

    /// <summary>Judges by the metrics' margins; null = they are not judged.</summary>
    public MarginVerdicts? Margins { get; init; }

    public MetricResult Result(ExperimentMetric metric, IReadOnlyList<MetricArm> arms, string sql, TimeSpan took)
    {
        var warnings = new WarningList();
        var definition = metric.Definition;
        if (MetricWarnings.Refusal(definition, arms) is { } refusal)
        {
            return Failed(metric, refusal.Code, refusal.Message, sql) with { QueryMilliseconds = took.TotalMilliseconds };
        }

        if (MetricWarnings.Changed(metric, scope) is { } changed)
        {
            warnings.Add(changed);
        }

        var adjusted = CupedArms.Of(definition, arms, warnings);
        arms = adjusted.Arms;
        var moments = arms.Select(arm => ToMoments(definition, arm, warnings)).ToList();
        MetricWarnings.Add(definition, arms, warnings);
        if (QuantileComparison.Ties(definition, arms, alpha) is { } ties)
        {
            warnings.Add(ties);
        }
        var result = Empty(metric, sql) with
        {
            Variants = [.. arms.Select((arm, i) => Variant(definition, arm, moments[i]))],
            Comparisons = [.. Enumerable.Range(1, arms.Count - 1).Select(i => Compare(definition, arms, moments, i, warnings))],
            Omnibus = arms.Count > 2 ? OmnibusOf(definition, arms, moments, warnings) : null,
            Cap = arms.Select(arm => arm.Cap).FirstOrDefault(cap => cap is not null) is { } cap
                ? new(cap, arms.Sum(arm => arm.Capped))
                : null,
            Cuped = adjusted.Result,
            Warnings = warnings.All,
            QueryMilliseconds = took.TotalMilliseconds,
        };
        return Margins?.AddTo(result, metric, arms, moments) ?? result;
    }

    /// <summary>A result without figures, with a warning that explains why.</summary>
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
            Window = metric.Definition.Window,
            Variants = [],
            Comparisons = [],
            Warnings = [],
            Sql = sql,
        };

    /// <summary>
    /// The variant as a mean with its variance, from which lift, Bayesian estimate and, except for proportions, always-valid interval are
    /// computed.
    /// </summary>
    private Moments? ToMoments(MetricDefinition metric, MetricArm arm, WarningList warnings)
    {
        if (arm.Proportion is { } proportion)
        {
            return proportion.ToMoments();
        }
        if (metric.Quantile is { } share && arm.Quantile is not null)
        {
            return QuantileComparison.ToMoments(share, arm, alpha);
        }
        if (arm.Moments is null && arm.Users > 0)
        {
            warnings.Add(metric.DenominatorQuery is null ? StatisticsWarning.NotFinite : StatisticsWarning.DenominatorZero);
        }
        return arm.Moments;
    }

    private static VariantResult Variant(MetricDefinition metric, MetricArm arm, Moments? moments) =>
        new()
        {
            Variant = arm.Variant,
            Users = arm.Users,
            OpenUsers = arm.OpenUsers,
            Mean = EstimateOf(arm, moments),
            Variance = moments is { } known && double.IsFinite(known.M2) ? known.Variance : null,
            Skewness = MetricArm.HasSkewness(metric) && moments is { } values ? Skewness.OfValues(values) : null,
            Sum = arm.Users == 0 ? 0 : arm.Sum,
            DenominatorSum =
                metric.DenominatorQuery is null ? null
                : arm.Users == 0 ? 0
                : arm.DenominatorSum,
            Converted = arm.Converted,
            NullValues = arm.NullValues,
            QuantileInterval = ToPair(arm.Quantile?.ByRanks),
        };

    private Comparison Compare(MetricDefinition metric, IReadOnlyList<MetricArm> arms, List<Moments?> moments, int i, WarningList warnings)
    {
        var means = ComparedMeans.Of(metric, moments[0], moments[i], warnings);
        var estimate = Estimate(metric, arms[0], arms[i], means);
        warnings.AddRange(estimate.Warnings);
        var lift =
            metric.Quantile is { } quantile ? QuantileComparison.Lift(quantile, arms[0], arms[i], alpha)
            : arms[0].Proportion is { } a && arms[i].Proportion is { } b ? BinomialTest.Lift(a, b, alpha, estimate.PValue)
            : means.Lift(alpha);
        if (lift is not null)
        {
            warnings.AddRange(lift.Warnings);
        }
        var always = alwaysValid.Compare(metric.Key, arms, means, i, warnings);
        return new()
        {
            Variant = arms[i].Variant,
            Control = arms[0].Variant,
            Difference = estimate.Difference ?? EstimateOf(arms[i], moments[i]) - EstimateOf(arms[0], moments[0]),
            Relative = lift?.Relative ?? Lift.Point(EstimateOf(arms[0], moments[0]), EstimateOf(arms[i], moments[i])),
            IntervalAbsolute = ToPair(estimate.Interval),
            IntervalRelative = ToPair(lift?.Interval),
            Statistic = estimate.Statistic,
            DegreesOfFreedom = estimate.DegreesOfFreedom,
            PValue = estimate.PValue,
            PValueAdjusted = null,
            Significant = null,
            Decision = Decision.NotEnoughData,
            Method = estimate.Method,
            RelativeMethod = lift?.Interval is null ? null : lift.Method,
            AlwaysValid = always,
            VarianceReduction = CupedArms.ReductionOf(arms[0], arms[i]),
            Bayesian =
                lift is null ? null
                : Bayesian.Posterior(lift, metric.Goal == MetricGoal.Increase) is { } posterior
                    ? new(posterior.ChanceToWin, posterior.ExpectedLoss, ToPair(posterior.Interval)!)
                : null,
        };
    }

    private Estimate Estimate(MetricDefinition metric, MetricArm control, MetricArm test, ComparedMeans means)
    {
        if (control.Proportion is { } a && test.Proportion is { } b)
        {
            return BinomialTest.Compare(a, b, alpha);
        }
        if (metric.Quantile is { } quantile)
        {
            return QuantileComparison.Compare(quantile, control, test, alpha);
        }

        return means.Compare(alpha, DetailOf(metric, isCuped: control.Unadjusted is not null || test.Unadjusted is not null));
    }

    /// <summary>What the compared values are, if they are not plain ones.</summary>
    private static string DetailOf(MetricDefinition metric, bool isCuped) =>
        (metric.DenominatorQuery is not null, isCuped) switch
        {
            (true, true) => " (ratio, delta method, after CUPED)",
            (true, false) => " (ratio, delta method)",
            (false, true) => " (after CUPED)",
            _ => "",
        };

    /// <summary>The figure that is compared.</summary>
    private static double? EstimateOf(MetricArm arm, Moments? moments) => arm.Users == 0 ? null : arm.Quantile?.At ?? moments?.Mean;

    private static OmnibusTest OmnibusOf(
        MetricDefinition metric,
        IReadOnlyList<MetricArm> arms,
        List<Moments?> moments,
        WarningList warnings
    )
    {
        // Warned about already; the other variants alone would answer another question.
        if (metric.Quantile is not null && arms.Where((arm, i) => arm.Users > 0 && moments[i] is null).Any())
        {
            return new(Omnibus.WelchName, null, [], null);
        }
        var estimate =
            metric.Quantile is null && arms.All(arm => arm.Proportion is not null)
                ? Omnibus.Pearson([.. arms.Select(arm => arm.Proportion!.Value)])
                : Omnibus.OfMeans([.. moments.OfType<Moments>()], metric.Quantile is null);
        warnings.AddRange(estimate.Warnings);
        return new(estimate.Method, estimate.Statistic, estimate.DegreesOfFreedom, estimate.PValue);
    }

    private static double[]? ToPair(Interval? interval) =>
        interval is { } pair && double.IsFinite(pair.Low) && double.IsFinite(pair.High) ? [pair.Low, pair.High] : null;
}
