namespace Waypost.Wire.Experiments;

/// <summary>
/// An A/A test of a metric on past users: they are split into two groups at random, many times, and the groups are compared as the
/// variants of an experiment are. The answer is an <see cref="AaTestResult"/>.
/// </summary>
public sealed record AaTestRequest
{
    /// <summary>The fewest days of history.</summary>
    public const int FewestDays = 1;

    /// <summary>The most days of history.</summary>
    public const int MostDays = 365;

    /// <summary>The smallest share of users in the smaller group.</summary>
    public const double SmallestShare = 0.01;

    /// <summary>Where the exposures and events are.</summary>
    public required AnalyticsSource Source { get; init; }

    /// <summary>The metric. With a quantile, its values are checked, but its users are not split.</summary>
    public required MetricDefinition Metric { get; init; }

    /// <summary>How many days of history, back from now, 1…365.</summary>
    public int Days { get; set; } = 28;

    /// <summary>Share of the users in the smaller group, 0.01…0.5.</summary>
    public double Share { get; set; } = 0.5;

    /// <summary>Two-sided error rate of the fixed test, 0 &lt; α &lt; 1.</summary>
    public double Alpha { get; set; } = 0.05;
}
