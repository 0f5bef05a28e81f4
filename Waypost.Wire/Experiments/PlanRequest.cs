namespace Waypost.Wire.Experiments;

/// <summary>Calculates how many users an experiment needs, and its duration. The answer is a <see cref="PlanReport"/>.</summary>
public sealed record PlanRequest
{
    /// <summary>Where the baseline is measured from past exposures; null = <see cref="Baseline"/> holds it.</summary>
    public AnalyticsSource? Source { get; init; }

    /// <summary>The primary metric.</summary>
    public required MetricDefinition Metric { get; init; }

    /// <summary>All variants with their weights, including the control.</summary>
    public required IReadOnlyList<VariantShare> Variants { get; init; }

    /// <summary>Key of the control.</summary>
    public required string Control { get; init; }

    /// <summary>Minimum detectable effect, relative and above 0: 0.1 = 10 %.</summary>
    public double MinimumEffect { get; set; } = 0.1;

    /// <summary>
    /// To be ruled out, if there is no difference, instead of detecting <see cref="MinimumEffect"/>; null = detect that effect.
    /// </summary>
    public MetricMargin? Margin { get; init; }

    /// <summary>Statistical power: probability of detecting that effect, or of ruling out the margin, 0.5…0.999.</summary>
    public double Power { get; set; } = 0.8;

    /// <summary>Two-sided error rate; of a margin, the one-sided one.</summary>
    public double Alpha { get; set; } = 0.05;

    /// <summary>Planned duration in days; null = as long as necessary.</summary>
    public int? PlannedDays { get; init; }

    /// <summary>Known figures; missing ones are measured over <see cref="BaselineDays"/>.</summary>
    public PlanBaseline? Baseline { get; init; }

    /// <summary>Over how many past days the baseline is measured, 1…90.</summary>
    public int BaselineDays { get; set; } = 28;

    /// <summary>
    /// Share of the visitors who can take part, above 0 and at most 1: less with a layer or a holdout. Null = all of them.
    /// </summary>
    public double? ParticipatingShare { get; init; }

    /// <summary>Days of CUPED the analysis will use; the variance reduction is measured.</summary>
    public int? CupedDays { get; init; }
}

/// <summary>Figures without the experiment. Null = not known.</summary>
public sealed record PlanBaseline
{
    /// <summary>Mean per user, or proportion.</summary>
    public double? Mean { get; init; }

    /// <summary>Variance per user; not used for binomial metrics.</summary>
    public double? Variance { get; init; }

    /// <summary>New visitors per day, in or out of the experiment.</summary>
    public double? VisitorsPerDay { get; init; }

    /// <summary>Users the figures were measured on; null when they were entered.</summary>
    public long? Users { get; init; }

    /// <summary>Correlation with the time before (CUPED).</summary>
    public double? Correlation { get; init; }

    /// <summary>Skewness of the values per user after the cap; null for binomial and quantile metrics.</summary>
    public double? Skewness { get; init; }
}
