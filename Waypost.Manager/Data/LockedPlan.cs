using Waypost.Flags;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Data;

/// <summary>
/// The plan as it was when the current phase began: what was decided before there was anything to see. It never changes; a new phase has
/// its own.
/// </summary>
internal sealed record LockedPlan
{
    /// <summary>When it was locked, by the manager's clock.</summary>
    public required DateTimeOffset At { get; init; }

    public required string By { get; init; }

    public required int Phase { get; init; }

    public required string Hypothesis { get; init; }

    public required string Control { get; init; }

    public required IReadOnlyList<WeightedVariant> Rollout { get; init; }

    /// <summary>In display order.</summary>
    public required IReadOnlyList<LockedMetric> Metrics { get; init; }

    /// <summary>The smallest effect on a primary metric that is worth having, relative: 0.05 = 5 %; null = not stated.</summary>
    public double? MinimumEffect { get; init; }

    public required int PlannedDays { get; init; }

    public required DateTimeOffset PlannedEnd { get; init; }

    public long? PlannedUsers { get; init; }

    public int? CupedDays { get; init; }
}

/// <summary>A metric of a locked plan.</summary>
/// <param name="Type">Null = not known.</param>
internal sealed record LockedMetric(string Key, string Name, MetricRole Role, MetricMargin? Margin = null, MetricType? Type = null);

/// <summary>Something that was done otherwise than planned, after the start.</summary>
/// <param name="What">A sentence.</param>
internal sealed record PlanDeviation(DateTimeOffset At, string By, string What);
