using System.Text.Json.Serialization;

namespace Waypost.Wire.Experiments;

/// <summary>
/// The metrics by level: by the value that a column of the exposures query has at a user's first exposure. Exploratory: it suggests what
/// to test next, and nothing is decided by it.
/// </summary>
public sealed record BreakdownResult
{
    /// <summary>Values with a level of their own, those with the most users. The others are one level.</summary>
    public const int MaxValues = 20;

    /// <summary>A longer value is cut, so that values with the same beginning are one.</summary>
    public const int MaxValueLength = 100;

    /// <summary>When it was computed.</summary>
    public required DateTimeOffset ComputedAt { get; init; }

    /// <summary>The period of exposures and events. It ends at the planned end at the latest.</summary>
    public required AnalysisWindow Window { get; init; }

    /// <summary>The column.</summary>
    public required string Column { get; init; }

    /// <summary>
    /// <see cref="AnalysisBasis.Fixed"/> once the planned end has passed: 95 % intervals and fixed tests. Before that
    /// <see cref="AnalysisBasis.AlwaysValid"/>: 99 % always-valid intervals and p-values.
    /// </summary>
    public required string Basis { get; init; }

    /// <summary>How many different values there are, without NULL.</summary>
    public required long Values { get; init; }

    /// <summary>Values by their number of users, largest first; then the other values, then users without a value.</summary>
    public required IReadOnlyList<BreakdownLevel> Levels { get; init; }

    /// <summary>In the order of the request.</summary>
    public required IReadOnlyList<BreakdownMetric> Metrics { get; init; }

    /// <summary>What is unusual about the levels.</summary>
    public IReadOnlyList<AnalysisWarning> Warnings { get; set; } = [];

    /// <summary>The query that counted the levels, as it ran.</summary>
    public required string Sql { get; init; }
}

/// <summary>What the users of a level have in common.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BreakdownLevelKind>))]
public enum BreakdownLevelKind
{
    /// <summary>One value of the column.</summary>
    [JsonStringEnumMemberName("value")]
    Value,

    /// <summary>Any of the values that have no level of their own.</summary>
    [JsonStringEnumMemberName("other")]
    Other,

    /// <summary>NULL at the first exposure.</summary>
    [JsonStringEnumMemberName("noValue")]
    NoValue,
}

/// <summary>One level and its users.</summary>
/// <param name="Kind">What its users have in common.</param>
/// <param name="Name">The value; null unless the level is one value.</param>
/// <param name="Users">In all variants.</param>
/// <param name="Share">Of the users of all levels, 0…1.</param>
/// <param name="ByVariant">Users by variant.</param>
/// <param name="SampleRatio">Whether they match the planned weights; null where it cannot be tested.</param>
public sealed record BreakdownLevel(
    BreakdownLevelKind Kind,
    string? Name,
    long Users,
    double Share,
    IReadOnlyDictionary<string, long> ByVariant,
    BreakdownSampleRatio? SampleRatio
);

/// <summary>The sample ratio check of a level.</summary>
/// <param name="PValue">Of the check of this level alone.</param>
/// <param name="PValueAdjusted">Corrected for the number of levels (Holm).</param>
/// <param name="Warning">By the adjusted p-value: "alert" below 0.001, "warn" below 0.01, else null.</param>
public sealed record BreakdownSampleRatio(double? PValue, double? PValueAdjusted, string? Warning);

/// <summary>One metric by level.</summary>
public sealed record BreakdownMetric
{
    /// <summary>The metric's key.</summary>
    public required string Metric { get; init; }

    /// <summary>Display name.</summary>
    public required string Name { get; init; }

    /// <summary>How events became one value per user.</summary>
    public required MetricType Type { get; init; }

    /// <summary>Its role in the experiment.</summary>
    public required MetricRole Role { get; init; }

    /// <summary>Which direction is an improvement.</summary>
    public required MetricGoal Goal { get; init; }

    /// <summary>All users, computed as the levels are (without CUPED); null if the metric could not be computed.</summary>
    public BreakdownEstimate? Overall { get; init; }

    /// <summary>In the order of <see cref="BreakdownResult.Levels"/>; empty if the metric could not be computed.</summary>
    public IReadOnlyList<BreakdownEstimate> Levels { get; set; } = [];

    /// <summary>For each variant but the control: whether the difference is the same in all levels.</summary>
    public IReadOnlyList<BreakdownInteraction> Interactions { get; set; } = [];

    /// <summary>Each variant whose overall difference is opposite to that within the levels.</summary>
    public IReadOnlyList<SimpsonsParadoxResult> Paradoxes { get; set; } = [];

    /// <summary>Why it could not be computed; null if it was.</summary>
    public AnalysisWarning? Warning { get; init; }

    /// <summary>The query as it ran.</summary>
    public required string Sql { get; init; }
}

/// <summary>A metric in one level, or of all users.</summary>
/// <param name="Variants">Control first.</param>
/// <param name="Comparisons">Each other variant against control.</param>
/// <param name="Warnings">What could not be computed and why, and what is unusual.</param>
public sealed record BreakdownEstimate(
    IReadOnlyList<BreakdownVariant> Variants,
    IReadOnlyList<BreakdownComparison> Comparisons,
    IReadOnlyList<AnalysisWarning> Warnings
);

/// <summary>One variant's users of a level.</summary>
/// <param name="Variant">The variant's key.</param>
/// <param name="Users">With a window, only those whose window was complete.</param>
/// <param name="Mean">As in the results: mean, proportion or ratio, after the cap, without CUPED; null without users.</param>
public sealed record BreakdownVariant(string Variant, long Users, double? Mean);

/// <summary>One variant against control, in one level.</summary>
public sealed record BreakdownComparison
{
    /// <summary>The variant's key.</summary>
    public required string Variant { get; init; }

    /// <summary>Variant minus control, in the metric's unit.</summary>
    public required double? Difference { get; init; }

    /// <summary>Difference ÷ control: 0.1 = 10 % more.</summary>
    public required double? Relative { get; init; }

    /// <summary>Of the difference, two numbers, by the basis of the result; null where it cannot be computed.</summary>
    public required IReadOnlyList<double>? Interval { get; init; }

    /// <summary>Of the relative difference, two numbers; null where unbounded, or where it cannot be computed.</summary>
    public required IReadOnlyList<double>? IntervalRelative { get; init; }

    /// <summary>By the basis of the result; null where it cannot be computed.</summary>
    public required double? PValue { get; init; }

    /// <summary>Benjamini–Hochberg over levels × metrics × variants; null for all users, who are no level.</summary>
    public double? PValueAdjusted { get; init; }
}

/// <summary>Cochran's Q over the levels with enough data: whether they differ from each other.</summary>
/// <param name="Variant">The variant against control.</param>
/// <param name="Statistic">Q = Σw(d − d̄)², w = 1 ÷ squared standard error.</param>
/// <param name="DegreesOfFreedom">Levels with enough data, less one.</param>
/// <param name="PValue">Of χ²; null before the planned end, and with fewer than two levels with enough data.</param>
/// <param name="PValueAdjusted">Holm over all metrics and variants of the breakdown.</param>
public sealed record BreakdownInteraction(
    string Variant,
    double? Statistic,
    int? DegreesOfFreedom,
    double? PValue,
    double? PValueAdjusted = null
);

/// <summary>
/// Simpson's paradox: the variants' users are spread so differently over the levels that the overall difference is reversed.
/// </summary>
/// <param name="Variant">The variant against control.</param>
/// <param name="Overall">The difference of all users.</param>
/// <param name="WithinLevels">The mean of the levels' differences, weighted by their users.</param>
/// <param name="OppositeShare">Share of users in levels whose difference is opposite to the overall one, 0…1.</param>
/// <param name="SharesPValue">χ² test that both variants are spread equally over the levels.</param>
public sealed record SimpsonsParadoxResult(string Variant, double Overall, double WithinLevels, double OppositeShare, double SharesPValue);
