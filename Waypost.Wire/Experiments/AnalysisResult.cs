using System.Text.Json.Serialization;

namespace Waypost.Wire.Experiments;

/// <summary>The result of an analysis. What could not be computed is null, and a warning says why.</summary>
public sealed record AnalysisResult
{
    /// <summary>The experiment's id.</summary>
    public required long ExperimentId { get; init; }

    /// <summary>When the analysis took its "now".</summary>
    public required DateTimeOffset AnalyzedAt { get; init; }

    /// <summary>Name and version of the program that computed it.</summary>
    public required string Engine { get; init; }

    /// <summary>PostgreSQL's version in the analytics database; null in results of earlier versions.</summary>
    public string? DatabaseVersion { get; init; }

    /// <summary>The analysed period.</summary>
    public required AnalysisWindow Window { get; init; }

    /// <summary>What was planned.</summary>
    public required AnalysisPlan Planned { get; init; }

    /// <summary>Users counted and users excluded.</summary>
    public required ExposureCounts Exposures { get; init; }

    /// <summary>Whether the variants' users match the planned weights; null without users.</summary>
    public required SampleRatio? SampleRatio { get; init; }

    /// <summary>
    /// Which test decides: <c>fixed</c> for the planned period, once it has passed; <c>alwaysValid</c> before, after an early stop, and
    /// for <see cref="Later"/> data.
    /// </summary>
    public required string Basis { get; init; }

    /// <summary>In the order of the request.</summary>
    public required IReadOnlyList<MetricResult> Metrics { get; init; }

    /// <summary>About the whole experiment.</summary>
    public required IReadOnlyList<AnalysisWarning> Warnings { get; init; }

    /// <summary>The query that counted the exposures.</summary>
    public required string Sql { get; init; }

    /// <summary>
    /// If the experiment continued after its planned end: all of its data, judged by the always-valid rule. It does not change the
    /// result of the planned period.
    /// </summary>
    public AnalysisResult? Later { get; init; }

    /// <summary>The reading of all data: <see cref="Later"/>, or this.</summary>
    [JsonIgnore]
    public AnalysisResult OfAllData => Later ?? this;

    /// <summary>
    /// Whether it no longer changes: the fixed test on the planned period, computed when late events had arrived, for every metric, and
    /// with enough data for at least one.
    /// </summary>
    [JsonIgnore]
    public bool IsFinal =>
        Basis == AnalysisBasis.Fixed
        && Window.To == Planned.End
        && AnalyzedAt >= Planned.LateEventsUntil
        && Metrics.All(metric => metric.Comparisons.Count > 0)
        && Metrics.Any(metric => metric.Comparisons.Any(comparison => comparison.Decision != Decision.NotEnoughData));
}

/// <summary>Events from <paramref name="From"/> (inclusive) to <paramref name="To"/> (exclusive).</summary>
public sealed record AnalysisWindow(DateTimeOffset From, DateTimeOffset To);

/// <summary>What was planned when it started.</summary>
/// <param name="End">The planned end.</param>
/// <param name="TotalUsers">Users in all variants; null = not planned.</param>
public sealed record AnalysisPlan(DateTimeOffset End, long? TotalUsers)
{
    /// <summary>Until then, a day after the planned end, events that arrive late still change the result of the planned period.</summary>
    [JsonIgnore]
    public DateTimeOffset LateEventsUntil => End.AddDays(1);
}

/// <summary>Users counted and users excluded.</summary>
public sealed record ExposureCounts
{
    /// <summary>Users per variant, including variants without users.</summary>
    public required IReadOnlyDictionary<string, long> ByVariant { get; init; }

    /// <summary>Users analysed.</summary>
    public required long Total { get; init; }

    /// <summary>Users who saw more than one variant.</summary>
    public required long ExcludedMultiple { get; init; }

    /// <summary>Exposures without a user id.</summary>
    public required long ExcludedNullUser { get; init; }

    /// <summary>Users whose <c>treatment</c> is no variant of the experiment, or null.</summary>
    public long ExcludedUnknownVariant { get; init; }
}

/// <summary>
/// Sample ratio check: goodness of fit of users per variant against the planned weights, by Pearson's test or an exact one.
/// </summary>
public sealed record SampleRatio
{
    /// <summary>Expected users per variant.</summary>
    public required IReadOnlyDictionary<string, double> Expected { get; init; }

    /// <summary>Counted users per variant.</summary>
    public required IReadOnlyDictionary<string, long> Observed { get; init; }

    /// <summary>Null if fewer than two variants have a weight, or without users.</summary>
    public required double? PValue { get; init; }

    /// <summary>Display name of the test: "exact binomial test". Null in results of earlier versions: Pearson's test.</summary>
    public string? Method { get; init; }

    /// <summary>Of a Monte Carlo test's random numbers; null for every other test.</summary>
    public long? Seed { get; init; }

    /// <summary>The same, before users with several variants were excluded.</summary>
    public double? PValueBeforeExclusions { get; init; }

    /// <summary>Null = no warning; <c>warn</c> below 0.01; <c>alert</c> below 0.001 or with users in a variant of weight 0.</summary>
    public required string? Warning { get; init; }

    /// <summary>The warning as text, with what to do.</summary>
    public string? Message { get; init; }
}

/// <summary>A warning for people who read the results.</summary>
/// <param name="Code">Stable, kebab-case.</param>
/// <param name="Message">A sentence.</param>
public sealed record AnalysisWarning(string Code, string Message);
