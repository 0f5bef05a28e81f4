namespace Waypost.Wire.Experiments;

/// <summary>Everything the worker needs to compute one experiment's metrics by the day of the users' first exposure.</summary>
public sealed record NoveltyRequest
{
    /// <summary>The experiment's id.</summary>
    public required long ExperimentId { get; init; }

    /// <summary>Where the events are.</summary>
    public required AnalyticsSource Source { get; init; }

    /// <summary>Start of the experiment or of its current phase.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it was stopped; null = now.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Key of the control variant.</summary>
    public required string Control { get; init; }

    /// <summary>All variants with their weights.</summary>
    public required IReadOnlyList<VariantShare> Variants { get; init; }

    /// <summary>In display order.</summary>
    public required IReadOnlyList<ExperimentMetric> Metrics { get; init; }

    /// <summary>Two-sided error rate of each day's interval, 0 &lt; α &lt; 1.</summary>
    public double Alpha { get; set; } = 0.05;

    /// <summary>IANA time zone in which days begin and end.</summary>
    public string TimeZone { get; set; } = "UTC";
}
