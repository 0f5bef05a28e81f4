using System.Text.Json.Serialization;

namespace Waypost.Wire.Experiments;

/// <summary>How often the tests find a difference between random groups of past users, between which there is none.</summary>
public sealed record AaTestResult
{
    /// <summary>When it was computed.</summary>
    public required DateTimeOffset ComputedAt { get; init; }

    /// <summary>The metric as it was tested.</summary>
    public required MetricDefinition Metric { get; init; }

    /// <summary>The period of exposures and events; with a metric's window, it begins earlier by its length.</summary>
    public required AnalysisWindow Window { get; init; }

    /// <summary>The requested days of history.</summary>
    public required int Days { get; init; }

    /// <summary>Past users who were split into groups.</summary>
    public required long Users { get; init; }

    /// <summary>Where the users come from.</summary>
    public required AaTestUsers UsersFrom { get; init; }

    /// <summary>Share of the users in the smaller group.</summary>
    public required double Share { get; init; }

    /// <summary>How often the users were split; 0 where a warning says why they were not.</summary>
    public required int Resplits { get; init; }

    /// <summary>Of the random numbers: the same seed and data give the same splits.</summary>
    public required long Seed { get; init; }

    /// <summary>
    /// Groups of users that are dealt together, by a hash of their ids; about as many as users where those are few, 0 for a quantile.
    /// </summary>
    public required int Buckets { get; init; }

    /// <summary>Display name of the fixed test in most of the splits; null if there was none.</summary>
    public string? Method { get; init; }

    /// <summary>Mean per user, proportion, ratio or quantile, of all users; null where it cannot be computed.</summary>
    public double? Mean { get; init; }

    /// <summary>The fixed test, as at the planned end of an experiment; null if the users were not split.</summary>
    public FalseAlarms? Fixed { get; init; }

    /// <summary>
    /// The always-valid interval, as before the planned end, at <see cref="Looks"/> looks; null if the users were not split.
    /// </summary>
    public FalseAlarms? AlwaysValid { get; init; }

    /// <summary>Looks of the always-valid interval, each after the same number of users.</summary>
    public int Looks { get; init; }

    /// <summary>How many p-values of the fixed test were from 0 to 0.1, 0.1 to 0.2 and so on; empty without p-values.</summary>
    public IReadOnlyList<int> PValues { get; init; } = [];

    /// <summary>
    /// The p-value of the chi-square test that the p-values are uniform; null without p-values. Only a very small one matters.
    /// </summary>
    public double? Uniformity { get; init; }

    /// <summary>Standard deviation of the difference between the groups over the splits, in the metric's unit.</summary>
    public double? StandardDeviation { get; init; }

    /// <summary>The power of <see cref="SmallestEffect"/> and <see cref="Curve"/>.</summary>
    public double Power { get; init; }

    /// <summary>
    /// The smallest effect that the fixed test detects with that power with these users, relative to the mean: 0.1 = 10 %. Null where it
    /// cannot be computed.
    /// </summary>
    public double? SmallestEffect { get; init; }

    /// <summary>The same in the metric's unit.</summary>
    public double? SmallestDifference { get; init; }

    /// <summary>The smallest effect after 1, 2, 3, 4, 6 and 8 weeks of the same traffic.</summary>
    public IReadOnlyList<PlanPoint> Curve { get; init; } = [];

    /// <summary>The values and the rows behind them.</summary>
    public AaTestValues? Values { get; init; }

    /// <summary>What is wrong or unusual with the metric, and what to do.</summary>
    public required IReadOnlyList<AnalysisWarning> Warnings { get; init; }

    /// <summary>The query as it ran. It returns sums per bucket.</summary>
    public string? Sql { get; init; }
}

/// <summary>How a metric's values and rows are distributed over its users.</summary>
public sealed record AaTestValues
{
    /// <summary>Skewness of the value per user after the cap; null for binomial metrics and where nothing varies.</summary>
    public double? Skewness { get; init; }

    /// <summary>Rows of the metric's query that count.</summary>
    public required long Rows { get; init; }

    /// <summary>Users with at least one of these rows.</summary>
    public required long UsersWithRows { get; init; }

    /// <summary>Share of the rows of the user with the most; null without rows.</summary>
    public double? LargestShareOfRows { get; init; }

    /// <summary>Share of the total of the user with the most; null where values are not added up.</summary>
    public double? LargestShareOfTotal { get; init; }

    /// <summary>Share of the total of the 1 % of all users with the most; null where values are not added up.</summary>
    public double? TopShareOfTotal { get; init; }
}

/// <summary>How often a test found a difference where there is none.</summary>
public sealed record FalseAlarms
{
    /// <summary>The error rate that the test promises.</summary>
    public required double Promised { get; init; }

    /// <summary>Splits in which it found a difference.</summary>
    public required int Alarms { get; init; }

    /// <summary>Splits in which it compared the groups. In the others it refused: too few users, or values too skewed.</summary>
    public required int Compared { get; init; }

    /// <summary>Alarms ÷ splits compared; null if none was.</summary>
    public required double? Rate { get; init; }

    /// <summary>99 % interval of the rate (Wilson), two numbers; null if none was compared.</summary>
    public required IReadOnlyList<double>? Interval { get; init; }

    /// <summary>Whether it keeps its promise.</summary>
    public required AaVerdict Verdict { get; init; }

    /// <summary>The verdict in words.</summary>
    public required string Message { get; init; }
}

/// <summary>Whether a test keeps its promise.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AaVerdict>))]
public enum AaVerdict
{
    /// <summary>The interval of the rate contains the promised rate, or lies below it for a test that promises at most that rate.</summary>
    [JsonStringEnumMemberName("as promised")]
    AsPromised,

    /// <summary>More false alarms than promised: its results cannot be trusted.</summary>
    [JsonStringEnumMemberName("too many")]
    TooMany,

    /// <summary>Fewer than promised: its results can be trusted, but it misses effects.</summary>
    [JsonStringEnumMemberName("too few")]
    TooFew,

    /// <summary>The test refused in more than one of ten splits.</summary>
    [JsonStringEnumMemberName("not compared")]
    NotCompared,
}

/// <summary>Where the past users of an A/A test come from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AaTestUsers>))]
public enum AaTestUsers
{
    /// <summary>The exposures query: users of all experiments, whatever their variants.</summary>
    [JsonStringEnumMemberName("exposures")]
    Exposures,

    /// <summary>The metric's own query, because there were no exposures: only users with rows are known.</summary>
    [JsonStringEnumMemberName("metric")]
    Metric,
}
