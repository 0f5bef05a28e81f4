using System.Text.Json.Serialization;

namespace Waypost.Wire.Experiments;

/// <summary>A comparison judged by the margin that was planned for its metric.</summary>
public sealed record MarginResult
{
    /// <summary>As planned.</summary>
    public required MetricMargin Margin { get; init; }

    /// <summary>The margin in the metric's unit; a relative one is that share of the control's mean. Null without such a mean.</summary>
    public double? Absolute { get; init; }

    /// <summary>
    /// The interval that decides, two numbers: of the relative difference for a relative margin, else of the difference. Null where it
    /// cannot be computed.
    /// </summary>
    public IReadOnlyList<double>? Interval { get; init; }

    /// <summary>
    /// Confidence of <see cref="Interval"/>: 1 − 2α for the fixed test, whose error rate is α on each side; 0.99 for the always-valid one.
    /// </summary>
    public double? Confidence { get; init; }

    /// <summary>Of a difference at the margin or beyond; for equivalence, the larger one of both sides.</summary>
    public double? PValue { get; init; }

    /// <summary>For equivalence: of a difference of −margin or less, and of +margin or more.</summary>
    public IReadOnlyList<double>? PValues { get; init; }

    /// <summary>Display name of the test and the interval.</summary>
    public string? Method { get; init; }

    /// <summary>
    /// Whether <see cref="Interval"/> excludes the margin; null where it cannot be said, and <see cref="Warning"/> says why.
    /// </summary>
    public required MarginVerdict? Verdict { get; init; }

    /// <summary>Why there is no verdict.</summary>
    public AnalysisWarning? Warning { get; init; }
}

/// <summary>What is known about a difference as large as the margin.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MarginVerdict>))]
public enum MarginVerdict
{
    /// <summary>Non-inferiority: the variant is not worse by the margin or more.</summary>
    [JsonStringEnumMemberName("ruled out")]
    RuledOut,

    /// <summary>Non-inferiority: it may be. This does not show that it is.</summary>
    [JsonStringEnumMemberName("not ruled out")]
    NotRuledOut,

    /// <summary>Equivalence: the difference is smaller than the margin in both directions.</summary>
    [JsonStringEnumMemberName("equivalent")]
    Equivalent,

    /// <summary>Equivalence: it may be as large as the margin. This does not show that it is.</summary>
    [JsonStringEnumMemberName("not shown")]
    NotShown,
}
