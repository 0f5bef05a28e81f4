namespace Waypost.Stats.Statistics;

/// <summary>One arm against control. What could not be computed is null, never NaN, and a warning says why.</summary>
internal sealed record Estimate
{
    /// <summary>Test minus control, in the metric's unit.</summary>
    public double? Difference { get; init; }

    /// <summary>Standard error of the difference, without pooling the arms' variances.</summary>
    public double? StandardError { get; init; }

    /// <summary>t or z with the sign of the difference; χ² ≥ 0; null for an exact test.</summary>
    public double? Statistic { get; init; }

    /// <summary>Null where the method has none.</summary>
    public double? DegreesOfFreedom { get; init; }

    /// <summary>Two-sided, of no difference at all; 0…1.</summary>
    public double? PValue { get; init; }

    /// <summary>Of the difference, at 1 − α.</summary>
    public Interval? Interval { get; init; }

    /// <summary>The test's display name.</summary>
    public required string Method { get; init; }

    /// <summary>Why something is missing, and what to know about the rest.</summary>
    public IReadOnlyList<StatisticsWarning> Warnings { get; init; } = [];
}
