namespace Waypost.Wire.Experiments;

/// <summary>
/// A step that users take before the event of a binomial metric. Steps count only in their order: a user has reached a step if one of its
/// events does not precede the earliest event with which the step before it was reached.
/// </summary>
public sealed record FunnelStep
{
    /// <summary>Steps before the metric's own event, at most.</summary>
    public const int Most = 7;

    /// <summary>Display name.</summary>
    public required string Name { get; init; }

    /// <summary>Returns <c>user_id</c> and <c>timestamp</c>.</summary>
    public required string Query { get; init; }

    /// <summary>Whether two funnels have the same steps; a funnel of none is the same as null.</summary>
    public static bool AreSame(IReadOnlyList<FunnelStep>? one, IReadOnlyList<FunnelStep>? other) => (one ?? []).SequenceEqual(other ?? []);
}

/// <summary>How many users of each variant reached a step of a funnel.</summary>
public sealed record FunnelStepResult
{
    /// <summary>The step's name.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Control first: of all users counted, those who reached the step are <see cref="VariantResult.Converted"/>, and their share is
    /// <see cref="VariantResult.Mean"/>.
    /// </summary>
    public required IReadOnlyList<VariantResult> Variants { get; init; }

    /// <summary>
    /// Each other variant against control. Exploratory: the p-values are corrected over the steps and variants of this funnel
    /// (Benjamini–Hochberg).
    /// </summary>
    public required IReadOnlyList<Comparison> Comparisons { get; init; }

    /// <summary>What could not be computed and why.</summary>
    public required IReadOnlyList<AnalysisWarning> Warnings { get; init; }
}
