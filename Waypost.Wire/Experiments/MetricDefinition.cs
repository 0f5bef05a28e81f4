using System.Text.Json.Serialization;

namespace Waypost.Wire.Experiments;

/// <summary>What is measured per user, and from which query.</summary>
public sealed record MetricDefinition
{
    /// <summary>The metric's key in its project.</summary>
    public required string Key { get; init; }

    /// <summary>Display name.</summary>
    public required string Name { get; init; }

    /// <summary>How events become one value per user.</summary>
    public required MetricType Type { get; init; }

    /// <summary>
    /// Returns <c>user_id</c>, <c>timestamp</c> and, unless binomial, <c>value</c> (optional for a count: then events are counted).
    /// </summary>
    public required string Query { get; init; }

    /// <summary>For a ratio of two sums: the denominator's query. The metric is then Σ value ÷ Σ denominator.</summary>
    public string? DenominatorQuery { get; init; }

    /// <summary>Which direction is an improvement.</summary>
    public MetricGoal Goal { get; init; }

    /// <summary>Cap on totals per user; null = none.</summary>
    public MetricCap? Cap { get; init; }

    /// <summary>Compares this quantile of the totals per user instead of the mean, 0 &lt; q &lt; 1; null = the mean.</summary>
    public double? Quantile { get; init; }

    /// <summary>Which events count, by the time since a user's first exposure; null = all until the end of the analysed period.</summary>
    public MetricWindow? Window { get; init; }

    /// <summary>
    /// Makes a binomial metric a funnel: the steps before its own event, in order. It is then 1 for users who took all of them and the
    /// metric's event, in that order and within the window. Null = no funnel.
    /// </summary>
    public IReadOnlyList<FunnelStep>? Steps { get; init; }
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

    /// <summary>Sum of values, in the customer's currency.</summary>
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

/// <summary>A metric's role in one experiment.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MetricRole>))]
public enum MetricRole
{
    /// <summary>Decides the experiment; corrected by Holm together with the other primary ones.</summary>
    [JsonStringEnumMemberName("primary")]
    Primary,

    /// <summary>Exploratory; corrected by Benjamini–Hochberg.</summary>
    [JsonStringEnumMemberName("secondary")]
    Secondary,

    /// <summary>Must not get worse; not corrected.</summary>
    [JsonStringEnumMemberName("guardrail")]
    Guardrail,
}

/// <summary>Cap on totals per user (winsorising). Exactly one of the two is set.</summary>
public sealed record MetricCap
{
    /// <summary>A total; above 0.</summary>
    public double? Value { get; init; }

    /// <summary>A percentile of the totals of all variants together, 0 &lt; p &lt; 1.</summary>
    public double? Percentile { get; init; }

    /// <summary>Null if neither is set: no cap.</summary>
    public static MetricCap? Of(double? value, double? percentile) =>
        value is null && percentile is null ? null : new() { Value = value, Percentile = percentile };
}

/// <summary>A metric and its role in one experiment.</summary>
public sealed record ExperimentMetric
{
    /// <summary>The metric.</summary>
    public required MetricDefinition Definition { get; init; }

    /// <summary>Its role.</summary>
    public required MetricRole Role { get; init; }

    /// <summary>The largest difference that does not matter; null = none planned.</summary>
    public MetricMargin? Margin { get; init; }

    /// <summary>When its definition last changed after the experiment or its current phase had begun; null = it did not.</summary>
    public DateTimeOffset? ChangedAt { get; init; }
}

/// <summary>A variant and its planned weight in the experiment.</summary>
/// <param name="Key">The variant's key.</param>
/// <param name="Weight">Relative to the other weights; 0 or more.</param>
public sealed record VariantShare(string Key, double Weight);
