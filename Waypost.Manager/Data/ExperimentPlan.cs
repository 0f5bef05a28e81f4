using Waypost.Flags;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Data;

/// <summary>The plan of an experiment.</summary>
internal sealed record ExperimentPlan
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Hypothesis { get; init; }

    public required string Control { get; init; }

    public required IReadOnlyList<WeightedVariant> Rollout { get; init; }

    public required int PlannedDays { get; init; }

    public required long? PlannedUsers { get; init; }

    public required IReadOnlyList<MetricUse> Metrics { get; init; }

    public required int? CupedDays { get; init; }

    public required double? MinimumEffect { get; init; }

    public required string Learned { get; init; }

    public int? LayerId { get; init; }

    /// <summary>In thousandths of a percent; 0 without a layer.</summary>
    public int LayerShare { get; init; }

    public bool GuardrailStop { get; init; }
}

/// <summary>
/// A metric of the project and its role in an experiment. By id, because the key of a deleted metric can be used again.
/// </summary>
/// <param name="Margin">The largest difference that does not matter; null = none.</param>
internal sealed record MetricUse(int MetricId, MetricRole Role, MetricMargin? Margin = null);
