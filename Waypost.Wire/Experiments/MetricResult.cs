using System.Text.Json.Serialization;

namespace Waypost.Wire.Experiments;

/// <summary>One metric of an analysis.</summary>
public sealed record MetricResult
{
    /// <summary>The metric's key.</summary>
    public required string Metric { get; init; }

    /// <summary>Display name.</summary>
    public required string Name { get; init; }

    /// <summary>How events became one value per user.</summary>
    public required MetricType Type { get; init; }

    /// <summary>Its role in the experiment.</summary>
    public required MetricRole Role { get; init; }

    /// <summary>Whether its role is primary.</summary>
    public required bool Primary { get; init; }

    /// <summary>Which direction is an improvement.</summary>
    public required MetricGoal Goal { get; init; }

    /// <summary>The quantile compared instead of the mean; null = the mean.</summary>
    public double? Quantile { get; init; }

    /// <summary>Whether it is a ratio of two sums.</summary>
    public bool Ratio { get; init; }

    /// <summary>Which events counted, by the time since a user's first exposure; null = all.</summary>
    public MetricWindow? Window { get; init; }

    /// <summary>Control first, then in the experiment's order. Empty when the query failed.</summary>
    public required IReadOnlyList<VariantResult> Variants { get; init; }

    /// <summary>Each other variant against control.</summary>
    public required IReadOnlyList<Comparison> Comparisons { get; init; }

    /// <summary>A funnel's steps before the last one, which is the metric itself; null if it is no funnel.</summary>
    public IReadOnlyList<FunnelStepResult>? Steps { get; init; }

    /// <summary>Test over all variants at once; null with two.</summary>
    public OmnibusTest? Omnibus { get; init; }

    /// <summary>Effect of the cap; null without a cap.</summary>
    public CapResult? Cap { get; init; }

    /// <summary>Effect of CUPED; null without it.</summary>
    public CupedResult? Cuped { get; init; }

    /// <summary>What could not be computed and why, and what is unusual.</summary>
    public required IReadOnlyList<AnalysisWarning> Warnings { get; init; }

    /// <summary>The query as it ran.</summary>
    public required string Sql { get; init; }

    /// <summary>How long the query ran in the analytics database, in milliseconds.</summary>
    public double? QueryMilliseconds { get; init; }
}

/// <summary>One variant's figures.</summary>
public sealed record VariantResult
{
    /// <summary>The variant's key.</summary>
    public required string Variant { get; init; }

    /// <summary>Users in it, with or without events. With a window, only those whose window was complete.</summary>
    public required long Users { get; init; }

    /// <summary>Users who are not counted, because their window had not ended in the analysed period; null without a window.</summary>
    public long? OpenUsers { get; init; }

    /// <summary>
    /// Mean per user; the proportion of a binomial; the ratio of a ratio metric; the quantile of a quantile metric. After cap and CUPED.
    /// Null without users.
    /// </summary>
    public required double? Mean { get; init; }

    /// <summary>
    /// Sample variance (n − 1) of the value per user, after cap and CUPED; of a ratio, the delta method's unit variance. Null below two
    /// users, and for a quantile at which values tie.
    /// </summary>
    public required double? Variance { get; init; }

    /// <summary>
    /// Skewness of the value per user, Σ(x − m)³/n ÷ (Σ(x − m)²/n)^1.5, after cap and CUPED. Null for binomial and quantile metrics, and
    /// where nothing varies.
    /// </summary>
    public double? Skewness { get; init; }

    /// <summary>Sum over all users, after the cap.</summary>
    public required double? Sum { get; init; }

    /// <summary>Sum of the denominator; ratio metrics only.</summary>
    public double? DenominatorSum { get; init; }

    /// <summary>Users with at least one event; binomial only.</summary>
    public long? Converted { get; init; }

    /// <summary>Events whose value was NULL and counted as 0.</summary>
    public long NullValues { get; init; }

    /// <summary>
    /// Interval of the quantile at 1 − α by ranks, two numbers, valid also where values tie; null for other metrics and with too few users.
    /// </summary>
    public IReadOnlyList<double>? QuantileInterval { get; init; }
}

/// <summary>One variant against control.</summary>
public sealed record Comparison
{
    /// <summary>The variant.</summary>
    public required string Variant { get; init; }

    /// <summary>The control.</summary>
    public required string Control { get; init; }

    /// <summary>Variant minus control, in the metric's unit.</summary>
    public required double? Difference { get; init; }

    /// <summary>Difference ÷ control: 0.1 = 10 % more.</summary>
    public required double? Relative { get; init; }

    /// <summary>Interval of the difference at 1 − α, two numbers.</summary>
    public required IReadOnlyList<double>? IntervalAbsolute { get; init; }

    /// <summary>Interval of the relative difference, two numbers; null when unbounded or without a control mean.</summary>
    public required IReadOnlyList<double>? IntervalRelative { get; init; }

    /// <summary>t, z or χ²; null for an exact test.</summary>
    public required double? Statistic { get; init; }

    /// <summary>Null where the method has none.</summary>
    public required double? DegreesOfFreedom { get; init; }

    /// <summary>Of the fixed-horizon test, two-sided. 0 means below 1e-308, the smallest number that can be represented.</summary>
    public required double? PValue { get; init; }

    /// <summary>
    /// Holm over the primary family, Benjamini–Hochberg over the secondary one; null for guardrails and where there is no p.
    /// </summary>
    public required double? PValueAdjusted { get; init; }

    /// <summary>By the test that applies (<see cref="AnalysisResult.Basis"/>).</summary>
    public required bool? Significant { get; init; }

    /// <summary>The decision, given the metric's goal.</summary>
    public required Decision Decision { get; init; }

    /// <summary>Display name of the fixed test: "Welch's t-test".</summary>
    public required string Method { get; init; }

    /// <summary>The method of the relative interval: "delta method", "Fieller" or "score"; null without one.</summary>
    public string? RelativeMethod { get; init; }

    /// <summary>
    /// Valid at every look; null below 100 users per variant, and for a binomial where fewer than 10 users with or without the event are
    /// expected in a variant.
    /// </summary>
    public required AlwaysValidResult? AlwaysValid { get; init; }

    /// <summary>
    /// Share of the squared standard error of the difference that CUPED removed, at most 1; below 0 if it grew. Null without CUPED.
    /// </summary>
    public double? VarianceReduction { get; init; }

    /// <summary>Not corrected for peeking; null where it cannot be computed.</summary>
    public required BayesianResult? Bayesian { get; init; }

    /// <summary>The comparison judged by the metric's margin; null if none was planned.</summary>
    public MarginResult? Margin { get; init; }
}

/// <summary>What the comparison shows.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Decision>))]
public enum Decision
{
    /// <summary>Too few users, or nothing to compute with.</summary>
    [JsonStringEnumMemberName("not enough data")]
    NotEnoughData,

    /// <summary>Enough data, and no difference shown.</summary>
    [JsonStringEnumMemberName("no difference shown")]
    NoDifferenceShown,

    /// <summary>Significant in the direction of the goal.</summary>
    [JsonStringEnumMemberName("better")]
    Better,

    /// <summary>Significant against the goal.</summary>
    [JsonStringEnumMemberName("worse")]
    Worse,

    /// <summary>Sample ratio mismatch: the variants have other shares of users than planned, so they cannot be compared.</summary>
    [JsonStringEnumMemberName("do not trust")]
    DoNotTrust,
}

/// <summary>Asymptotic confidence sequence at α = 0.01.</summary>
/// <param name="Interval">Of the difference, two numbers. It excludes 0 exactly where the p-value is below 0.01.</param>
/// <param name="PValue">Of this look, valid at every look.</param>
public sealed record AlwaysValidResult(IReadOnlyList<double> Interval, double PValue)
{
    /// <summary>The smallest p-value of this and all earlier looks; null = written by an earlier version, whose p-value it was.</summary>
    public double? SmallestPValue { get; init; }

    /// <summary>
    /// Of the relative difference, two numbers; it excludes 0 where <see cref="Interval"/> does. Null when unbounded, and where the
    /// control's mean is not above 0.
    /// </summary>
    public IReadOnlyList<double>? IntervalRelative { get; init; }
}

/// <summary>Normal posterior of the relative lift, prior N(0, 0.3²).</summary>
/// <param name="ChanceToWin">Probability that the variant is better, given the goal, 0…1.</param>
/// <param name="ExpectedLoss">Relative lift lost on average by choosing the variant although it is worse.</param>
/// <param name="Interval">95 % of the posterior, two numbers.</param>
public sealed record BayesianResult(double ChanceToWin, double ExpectedLoss, IReadOnlyList<double> Interval);

/// <summary>Test over all variants at once.</summary>
/// <param name="Method">"Pearson's chi-square", "Welch's ANOVA" or "ANOVA with pooled variance".</param>
/// <param name="Statistic">χ² or F.</param>
/// <param name="DegreesOfFreedom">One number, or two for F.</param>
/// <param name="PValue">Null where it cannot be computed.</param>
public sealed record OmnibusTest(string Method, double? Statistic, IReadOnlyList<double> DegreesOfFreedom, double? PValue);

/// <summary>Effect of a cap.</summary>
/// <param name="Cap">The total at which users' values were capped.</param>
/// <param name="Users">How many users were capped.</param>
public sealed record CapResult(double Cap, long Users);

/// <summary>Effect of CUPED.</summary>
/// <param name="Theta">The slope θ.</param>
/// <param name="VarianceReduction">
/// Share of the squared standard errors of all variants' means that was removed, at most 1; below 0 if they grew. With two variants, that
/// of their difference. <see cref="Comparison.VarianceReduction"/> has it for each comparison.
/// </param>
public sealed record CupedResult(double Theta, double VarianceReduction);
