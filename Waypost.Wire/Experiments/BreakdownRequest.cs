namespace Waypost.Wire.Experiments;

/// <summary>Everything the worker needs to compute one experiment's metrics by the values of a column of the exposures query.</summary>
public sealed record BreakdownRequest
{
    /// <summary>The experiment's id.</summary>
    public required long ExperimentId { get; init; }

    /// <summary>Where the exposures and events are.</summary>
    public required AnalyticsSource Source { get; init; }

    /// <summary>The column of the exposures query, as the query names it.</summary>
    public required string Column { get; init; }

    /// <summary>Start of the experiment or of its current phase.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it was stopped; null = now.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>When it was planned to end. Later data is not used.</summary>
    public required DateTimeOffset PlannedEnd { get; init; }

    /// <summary>Users planned in all variants together, frozen at start; null = not planned.</summary>
    public long? PlannedUsers { get; init; }

    /// <summary>Key of the control variant.</summary>
    public required string Control { get; init; }

    /// <summary>All variants with their weights.</summary>
    public required IReadOnlyList<VariantShare> Variants { get; init; }

    /// <summary>In display order.</summary>
    public required IReadOnlyList<ExperimentMetric> Metrics { get; init; }

    /// <summary>Two-sided error rate of the fixed test, 0 &lt; α &lt; 1.</summary>
    public double Alpha { get; set; } = 0.05;
}
