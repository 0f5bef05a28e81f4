using Waypost.Flags;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Data;

/// <summary>
/// The plan as it was when the current phase began: what was decided before there was anything to see. It never changes; a new phase has
/// its own.
/// </summary>
internal sealed record LockedPlan : StatedPlan
{
    /// <summary>When it was locked, by the manager's clock.</summary>
    public required DateTimeOffset At { get; init; }

    public required string By { get; init; }
}

/// <summary>What is planned, with keys and names as they are at one time.</summary>
internal record StatedPlan
{
    /// <summary>1 for the first.</summary>
    public required int Phase { get; init; }

    public required string Hypothesis { get; init; }

    public required string Control { get; init; }

    public required IReadOnlyList<WeightedVariant> Rollout { get; init; }

    /// <summary>In display order.</summary>
    public required IReadOnlyList<StatedMetric> Metrics { get; init; }

    /// <summary>The smallest effect on a primary metric that is worth having, relative: 0.05 = 5 %; null = not stated.</summary>
    public double? MinimumEffect { get; init; }

    public required int PlannedDays { get; init; }

    /// <summary>Null for a draft.</summary>
    public DateTimeOffset? PlannedEnd { get; init; }

    public long? PlannedUsers { get; init; }

    public int? CupedDays { get; init; }

    /// <summary>Key of the layer; null = none.</summary>
    public string? Layer { get; init; }

    /// <summary>Percentage of the layer's users.</summary>
    public double? LayerShare { get; init; }

    /// <summary>Whether a guardrail that gets worse switches the flag off.</summary>
    public bool GuardrailStop { get; init; }
}

/// <summary>A metric of a plan.</summary>
/// <param name="Type">Null = not known.</param>
internal sealed record StatedMetric(
    string Key,
    string Name,
    MetricRole Role,
    MetricMargin? Margin = null,
    MetricType? Type = null,
    MetricWindow? Window = null
);

/// <summary>Something that was done otherwise than planned, after the start.</summary>
/// <param name="What">A sentence.</param>
internal sealed record PlanDeviation(DateTimeOffset At, string By, string What);
