using System.Text.Json.Serialization;

namespace Waypost.Wire.Experiments;

/// <summary>
/// The largest difference that does not matter, chosen before the experiment starts. Exactly one of <see cref="Relative"/> and
/// <see cref="Absolute"/> is set.
/// </summary>
public sealed record MetricMargin
{
    /// <summary>An absolute margin above this is a mistake.</summary>
    private const double Largest = 1e12;

    /// <summary>What is to be shown.</summary>
    public MarginKind Kind { get; init; }

    /// <summary>Relative to the control: 0.02 = 2 %; above 0 and below 1.</summary>
    public double? Relative { get; init; }

    /// <summary>In the metric's unit, above 0; of a proportion 0.005 = 0.5 percentage points.</summary>
    public double? Absolute { get; init; }

    /// <summary>What is wrong with it, and what would be right; null = nothing.</summary>
    /// <param name="metric">The metric it belongs to; null = not known, then only what holds for every metric is checked.</param>
    public string? FindFault(MetricDefinition? metric = null) =>
        !Enum.IsDefined(Kind) ? "The kind of a margin must be nonInferiority or equivalence."
        : Relative is null == Absolute is null
            ? "A margin is either relative to the control, or absolute in the metric's unit: give one of them."
        : Relative is not (null or (> 0 and < 1))
            ? "A margin relative to the control must be above 0\u00a0% and below 100\u00a0% (0.02 means 2\u00a0%)."
        : Absolute is not (null or (> 0 and <= Largest)) ? "An absolute margin must be a number above 0, in the metric's unit."
        : Absolute >= 1 && metric is { Type: MetricType.Binomial, DenominatorQuery: null }
            ? "An absolute margin of a proportion must be below 100 percentage points (0.005 means 0.5)."
        : null;
}

/// <summary>What a margin is for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MarginKind>))]
public enum MarginKind
{
    /// <summary>Shows that the variant is not worse than the control by the margin or more; the metric's goal says what is worse.</summary>
    [JsonStringEnumMemberName("nonInferiority")]
    NonInferiority,

    /// <summary>Shows that the difference is smaller than the margin in both directions.</summary>
    [JsonStringEnumMemberName("equivalence")]
    Equivalence,
}
