using System.Text.Json.Serialization;

namespace Waypost.Wire.Experiments;

/// <summary>What is measured per user, and where it comes from.</summary>
public sealed record MetricDefinition
{
    /// <summary>The metric's key in its project.</summary>
    public required string Key { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>How events become one value per user.</summary>
    public required MetricType Type { get; init; }

    /// <summary>
    /// Yields <c>user_id</c>, <c>timestamp</c> and, unless binomial, <c>value</c> (a count may leave it out: then events are counted).
    /// </summary>
    public required string Query { get; init; }

    /// <summary>For a ratio of two sums: the query below the line. With it the metric is Σ value ÷ Σ denominator.</summary>
    public string? DenominatorQuery { get; init; }

    /// <summary>Which direction is an improvement.</summary>
    public MetricGoal Goal { get; init; }

    /// <summary>Where totals per user are cut off; none = nowhere.</summary>
    public MetricCap? Cap { get; init; }

    /// <summary>Compares this quantile of the totals per user instead of the mean, 0 &lt; q &lt; 1; none = the mean.</summary>
    public double? Quantile { get; init; }
}

/// <summary>How events become one value per user.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MetricType>))]
public enum MetricType
{
    /// <summary>1 with at least one event, else 0.</summary>
    [JsonStringEnumMemberName("binomial")]
    Binomial,

    /// <summary>Sum of values, or number of events.</summary>
    [JsonStringEnumMemberName("count")]
    Count,

    /// <summary>Sum of values, in seconds.</summary>
    [JsonStringEnumMemberName("duration")]
    Duration,

    /// <summary>Sum of values, in the shop's currency.</summary>
    [JsonStringEnumMemberName("revenue")]
    Revenue,
}

/// <summary>Which direction is an improvement.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MetricGoal>))]
public enum MetricGoal
{
    /// <summary>More is better.</summary>
    [JsonStringEnumMemberName("increase")]
    Increase,

    /// <summary>Less is better.</summary>
    [JsonStringEnumMemberName("decrease")]
    Decrease,
}

/// <summary>What a metric is for in one experiment.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MetricRole>))]
public enum MetricRole
{
    /// <summary>Decides; corrected by Holm together with the other primary ones.</summary>
    [JsonStringEnumMemberName("primary")]
    Primary,

    /// <summary>Explains; corrected by Benjamini–Hochberg, exploratory.</summary>
    [JsonStringEnumMemberName("secondary")]
    Secondary,

    /// <summary>Must not get worse; apart from the corrections.</summary>
    [JsonStringEnumMemberName("guardrail")]
    Guardrail,
}

/// <summary>Where totals per user are cut off (winsorising). Exactly one of the two is set.</summary>
public sealed record MetricCap
{
    /// <summary>A total; above 0.</summary>
    public double? Value { get; init; }

    /// <summary>A percentile of all arms' totals together, 0 &lt; p &lt; 1.</summary>
    public double? Percentile { get; init; }
}

/// <summary>A metric and its role in one experiment.</summary>
public sealed record ExperimentMetric
{
    /// <summary>What is measured.</summary>
    public required MetricDefinition Definition { get; init; }

    /// <summary>What for.</summary>
    public required MetricRole Role { get; init; }
}

/// <summary>A variant and its planned share of the users in the experiment.</summary>
/// <param name="Key">The variant's key.</param>
/// <param name="Weight">Relative to the other weights; 0 or more.</param>
public sealed record VariantShare(string Key, double Weight);
