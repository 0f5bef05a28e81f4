using Waypost.Manager.Data;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments.Reports;

/// <summary>An experiment on one page: its plan, what was done otherwise, what was found and decided, and what was learned.</summary>
internal sealed record ExperimentReport
{
    public required long Id { get; init; }

    public required string Name { get; init; }

    /// <summary><c>draft</c>, <c>running</c> or <c>stopped</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Key of the flag.</summary>
    public required string Flag { get; init; }

    public required string Environment { get; init; }

    public required string Description { get; init; }

    public required DateTimeOffset WrittenAt { get; init; }

    /// <summary>The plan as it was locked; if it was not, as it is.</summary>
    public required StatedPlan Plan { get; init; }

    /// <summary>Since when the plan cannot change; null if it was not locked.</summary>
    public DateTimeOffset? LockedAt { get; init; }

    public string? LockedBy { get; init; }

    /// <summary>How the experiment is decided, in sentences.</summary>
    public required IReadOnlyList<string> Rule { get; init; }

    /// <summary>What was done otherwise than planned, in the order it happened.</summary>
    public required IReadOnlyList<PlanDeviation> Deviations { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>When the flag was off, so that nobody was exposed.</summary>
    public required IReadOnlyList<Pause> Pauses { get; init; }

    /// <summary>Null before the first analysis.</summary>
    public ReportNumbers? Numbers { get; init; }

    public required ReportDecision Decision { get; init; }

    /// <summary>As the team wrote it; empty before.</summary>
    public required string Learned { get; init; }

    /// <summary>Without the names of those who did something, for readers without an account.</summary>
    public ExperimentReport WithoutPeople() =>
        this with
        {
            LockedBy = null,
            Deviations = [.. Deviations.Select(deviation => deviation with { By = "" })],
        };
}

/// <summary>What was found.</summary>
internal sealed record ReportNumbers
{
    public required DateTimeOffset AnalyzedAt { get; init; }

    /// <summary>Which test decides: <c>fixed</c> or <c>alwaysValid</c>.</summary>
    public required string Basis { get; init; }

    /// <summary>Whether they no longer change.</summary>
    public required bool IsFinal { get; init; }

    public required AnalysisWindow Window { get; init; }

    public required ExposureCounts Users { get; init; }

    /// <summary>p of users per variant against the planned shares; null without users.</summary>
    public double? SampleRatioPValue { get; init; }

    /// <summary>In the order of the results.</summary>
    public required IReadOnlyList<ReportRow> Rows { get; init; }

    /// <summary>About the whole experiment, and about metrics, each once.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Program and version.</summary>
    public required string Engine { get; init; }

    /// <summary>Hash of the aggregated numbers, as in the receipt.</summary>
    public required string InputHash { get; init; }
}

/// <summary>One metric and one variant against the control, in numbers and in words.</summary>
internal sealed record ReportRow
{
    /// <summary>The metric's key.</summary>
    public required string Metric { get; init; }

    public required string Name { get; init; }

    public required MetricRole Role { get; init; }

    public required string Variant { get; init; }

    public required string Control { get; init; }

    public long? Users { get; init; }

    public long? ControlUsers { get; init; }

    public double? Value { get; init; }

    public double? ControlValue { get; init; }

    public double? Difference { get; init; }

    /// <summary>Relative to the control.</summary>
    public double? Lift { get; init; }

    /// <summary>The interval that decides, two numbers: of the lift, or of the difference while the always-valid rule decides.</summary>
    public IReadOnlyList<double>? Interval { get; init; }

    /// <summary>The p-value that decides.</summary>
    public double? PValue { get; init; }

    /// <summary>Name of the test.</summary>
    public required string Method { get; init; }

    public required Decision Decision { get; init; }

    /// <summary>
    /// How the interval of the lift compares with the smallest effect worth having, as a sentence; null without one, or without such an
    /// interval.
    /// </summary>
    public string? WorthHaving { get; init; }

    /// <summary>What the margin says; null without one.</summary>
    public string? Margin { get; init; }

    /// <summary>Figures as the page shows them.</summary>
    public required ReportTexts Texts { get; init; }
}

/// <summary>A row's figures as text.</summary>
/// <param name="Value">Of the variant.</param>
/// <param name="Change">The lift, or the difference.</param>
/// <param name="Label">Better, Worse, …</param>
/// <param name="Finding">What was measured, as a sentence.</param>
/// <param name="Certainty">How certain it is, as a sentence.</param>
internal sealed record ReportTexts(
    string Control,
    string Value,
    string Change,
    string Interval,
    string PValue,
    string Label,
    string Finding,
    string Certainty
);

/// <summary>What was decided.</summary>
/// <param name="Summary">The result in one sentence; null before the first analysis.</param>
/// <param name="Advice">What the result advises; null before the first analysis.</param>
/// <param name="Winner">The variant that everyone gets; null = none was chosen.</param>
/// <param name="Sentence">What was decided, as a sentence.</param>
internal sealed record ReportDecision(string? Summary, string? Advice, string? Winner, string Sentence);
