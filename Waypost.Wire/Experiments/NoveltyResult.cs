namespace Waypost.Wire.Experiments;

/// <summary>
/// The metrics by the day of the users' first exposure: whether an effect is the same for users of the first day and for later ones.
/// Exploratory: each day's interval stands alone, and nothing is decided by it.
/// </summary>
public sealed record NoveltyResult
{
    /// <summary>At most so many days, the most recent ones.</summary>
    public const int MaxDays = 90;

    /// <summary>Of so many complete days, the most recent ones, the volume of each metric is counted.</summary>
    public const int VolumeDays = 15;

    /// <summary>When it was computed.</summary>
    public required DateTimeOffset ComputedAt { get; init; }

    /// <summary>The period of exposures and events.</summary>
    public required AnalysisWindow Window { get; init; }

    /// <summary>IANA time zone of the days.</summary>
    public required string TimeZone { get; init; }

    /// <summary>In the order of the request.</summary>
    public required IReadOnlyList<NoveltyMetric> Metrics { get; init; }
}

/// <summary>One metric by day of first exposure.</summary>
/// <param name="Metric">The metric's key.</param>
/// <param name="Name">Display name.</param>
/// <param name="Type">How events became one value per user.</param>
/// <param name="Days">Days with users, in order.</param>
/// <param name="Warning">Why there are no days; null if there are.</param>
public sealed record NoveltyMetric(
    string Metric,
    string Name,
    MetricType Type,
    IReadOnlyList<NoveltyDay> Days,
    AnalysisWarning? Warning = null
)
{
    /// <summary>
    /// How many users had an event of this metric on each of the last complete days. Null where it could not be counted, and in results
    /// of earlier versions.
    /// </summary>
    public IReadOnlyList<MetricVolume>? Volumes { get; init; }
}

/// <summary>How many users of a variant had an event that counts for a metric, on a day of the events.</summary>
/// <param name="Date">The day of the events, in the requested time zone.</param>
/// <param name="Variant">The variant's key.</param>
/// <param name="Users">Users with an event; where the metric has values, with one that is not null.</param>
public sealed record MetricVolume(DateOnly Date, string Variant, long Users);

/// <summary>The users who were first exposed on one day, with their values until the end of the period.</summary>
/// <param name="Date">The day, in the requested time zone.</param>
/// <param name="Variants">Control first.</param>
/// <param name="Comparisons">Each other variant against control.</param>
public sealed record NoveltyDay(DateOnly Date, IReadOnlyList<NoveltyVariant> Variants, IReadOnlyList<NoveltyComparison> Comparisons);

/// <summary>One variant's users of a day.</summary>
/// <param name="Variant">The variant's key.</param>
/// <param name="Users">Users first exposed on that day.</param>
/// <param name="Mean">Mean per user after the cap, without CUPED; null without users.</param>
public sealed record NoveltyVariant(string Variant, long Users, double? Mean);

/// <summary>One variant against control, of users of one day.</summary>
/// <param name="Variant">The variant's key.</param>
/// <param name="Difference">Variant minus control, in the metric's unit.</param>
/// <param name="Interval">Of the difference at 1 − α, two numbers; null where it cannot be computed.</param>
public sealed record NoveltyComparison(string Variant, double? Difference, IReadOnlyList<double>? Interval);
