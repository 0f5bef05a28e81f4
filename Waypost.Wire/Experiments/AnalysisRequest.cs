namespace Waypost.Wire.Experiments;

/// <summary>Kinds of job the manager queues for the stats worker.</summary>
public static class JobKinds
{
    /// <summary>An <see cref="AnalysisRequest"/> → an <see cref="AnalysisResult"/>.</summary>
    public const string Analysis = "analysis";

    /// <summary>An <see cref="ExposuresRequest"/> → an <see cref="ExposuresResult"/>.</summary>
    public const string Exposures = "exposures";
}

/// <summary>Everything the worker needs to analyse one experiment.</summary>
public sealed record AnalysisRequest
{
    /// <summary>The experiment's id, as the exposures query yields it (as a number or as text).</summary>
    public required long ExperimentId { get; init; }

    /// <summary>Where the events are.</summary>
    public required EventsSource Source { get; init; }

    /// <summary>When it started, or its newest phase did; exposures before do not count.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it was stopped; none = it runs, and ends "now", taken once.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>When it was planned to end.</summary>
    public required DateTimeOffset PlannedEnd { get; init; }

    /// <summary>
    /// Users planned in all arms together, frozen at start; none = not planned, and the always-valid interval takes 10,000.
    /// </summary>
    public long? PlannedUsers { get; init; }

    /// <summary>Key of the control variant.</summary>
    public required string Control { get; init; }

    /// <summary>
    /// All variants with their shares, the control too. A boolean <c>treatment</c> means: false = control, true = the other one.
    /// </summary>
    public required IReadOnlyList<VariantShare> Variants { get; init; }

    /// <summary>In the order people want to see them.</summary>
    public required IReadOnlyList<ExperimentMetric> Metrics { get; init; }

    /// <summary>What earlier looks at this phase found: an always-valid p-value never rises again.</summary>
    public IReadOnlyList<EarlierLook>? Earlier { get; init; }

    /// <summary>Two-sided error rate of the fixed test, 0 &lt; α &lt; 1.</summary>
    public double Alpha { get; set; } = 0.05;

    /// <summary>Days before the first exposure that reduce variance (CUPED), 1…90; none = no reduction.</summary>
    public int? CupedDays { get; init; }
}

/// <summary>The smallest always-valid p-value an earlier look found.</summary>
/// <param name="Metric">The metric's key; its definition is still the same.</param>
/// <param name="Variant">The variant against control.</param>
/// <param name="PValue">0…1.</param>
public sealed record EarlierLook(string Metric, string Variant, double PValue);

/// <summary>How far a job is, while it runs.</summary>
/// <param name="Done">Steps done.</param>
/// <param name="Total">Steps in all.</param>
/// <param name="Doing">What it does now, in words: a metric's name.</param>
public sealed record JobProgress(int Done, int Total, string? Doing);

/// <summary>Everything the worker needs to count one experiment's exposures.</summary>
public sealed record ExposuresRequest
{
    /// <summary>The experiment's id.</summary>
    public required long ExperimentId { get; init; }

    /// <summary>Where the exposures are.</summary>
    public required EventsSource Source { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it was stopped; none = now.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Key of the control variant.</summary>
    public required string Control { get; init; }

    /// <summary>All variants with their shares.</summary>
    public required IReadOnlyList<VariantShare> Variants { get; init; }

    /// <summary>IANA zone whose midnights part the days.</summary>
    public string TimeZone { get; set; } = "UTC";
}

/// <summary>Distinct users by first exposure, running totals at the end of each day.</summary>
public sealed record ExposuresResult
{
    /// <summary>When they were counted.</summary>
    public required DateTimeOffset CountedAt { get; init; }

    /// <summary>One row per day and variant, from the first day on without gaps; the last day may be under way.</summary>
    public required IReadOnlyList<ExposureDay> Days { get; init; }

    /// <summary>What did not count.</summary>
    public required ExposureCounts Exposures { get; init; }

    /// <summary>Whether the shares are what was planned.</summary>
    public SampleRatio? SampleRatio { get; init; }
}

/// <summary>How many users a variant had by the end of a day.</summary>
/// <param name="Date">The day, in the asked time zone.</param>
/// <param name="Variant">The variant's key.</param>
/// <param name="Users">Running total.</param>
public sealed record ExposureDay(DateOnly Date, string Variant, long Users);
