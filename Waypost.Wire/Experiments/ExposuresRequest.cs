namespace Waypost.Wire.Experiments;

/// <summary>Everything the worker needs to count one experiment's exposures.</summary>
public sealed record ExposuresRequest
{
    /// <summary>The experiment's id.</summary>
    public required long ExperimentId { get; init; }

    /// <summary>Where the exposures are.</summary>
    public required AnalyticsSource Source { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it was stopped; null = now.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Key of the control variant.</summary>
    public required string Control { get; init; }

    /// <summary>All variants with their weights.</summary>
    public required IReadOnlyList<VariantShare> Variants { get; init; }

    /// <summary>IANA time zone in which days begin and end.</summary>
    public string TimeZone { get; set; } = "UTC";
}
