namespace Waypost.Wire.Experiments;

/// <summary>Everything the worker needs to analyse one experiment.</summary>
public sealed record AnalysisRequest
{
    /// <summary>The experiment's id, as the exposures query returns it (as a number or as text).</summary>
    public required long ExperimentId { get; init; }

    /// <summary>Where the events are.</summary>
    public required AnalyticsSource Source { get; init; }

    /// <summary>Start of the experiment or of its current phase; earlier exposures do not count.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it was stopped; null = it is running, and the analysis ends at its own "now".</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>When it was planned to end. The fixed test uses no data from then on.</summary>
    public required DateTimeOffset PlannedEnd { get; init; }

    /// <summary>
    /// Users planned in all variants together, frozen at start; null = not planned, and the always-valid interval assumes 10,000.
    /// </summary>
    public long? PlannedUsers { get; init; }

    /// <summary>Key of the control variant.</summary>
    public required string Control { get; init; }

    /// <summary>
    /// All variants with their weights, including the control. A boolean <c>treatment</c> means: false = control, true = the other one.
    /// </summary>
    public required IReadOnlyList<VariantShare> Variants { get; init; }

    /// <summary>In display order.</summary>
    public required IReadOnlyList<ExperimentMetric> Metrics { get; init; }

    /// <summary>Results of earlier analyses of this phase, of which the result tells what they showed.</summary>
    public IReadOnlyList<EarlierLook>? Earlier { get; init; }

    /// <summary>
    /// The result of the fixed test on the planned period, once it has been computed: it is returned as it is, because a fixed test that
    /// is repeated on more data finds too many differences. Null = not computed yet.
    /// </summary>
    public AnalysisResult? Final { get; init; }

    /// <summary>Two-sided error rate of the fixed test, 0 &lt; α &lt; 1.</summary>
    public double Alpha { get; set; } = 0.05;

    /// <summary>Days before the first exposure that reduce variance (CUPED), 1…90; null = no reduction.</summary>
    public int? CupedDays { get; init; }
}

/// <summary>The smallest always-valid p-value that an earlier analysis found.</summary>
/// <param name="Metric">The metric's key; its definition is unchanged since.</param>
/// <param name="Variant">The variant against control.</param>
/// <param name="PValue">0…1.</param>
public sealed record EarlierLook(string Metric, string Variant, double PValue);
