namespace Waypost.Wire.Experiments;

/// <summary>
/// The users of a holdout against all others: what everything that was shipped since it started changed, together. What could not be
/// computed is null, and a warning says why.
/// </summary>
public sealed record HoldoutResult
{
    /// <summary>The control: the users who are held out.</summary>
    public const string Holdout = "holdout";

    /// <summary>Everyone else, who got what was shipped.</summary>
    public const string Others = "everyone else";

    /// <summary>When it was computed.</summary>
    public required DateTimeOffset ComputedAt { get; init; }

    /// <summary>Name and version of the program that computed it.</summary>
    public required string Engine { get; init; }

    /// <summary>The compared period.</summary>
    public required AnalysisWindow Window { get; init; }

    /// <summary>The planned end; null if it was moved after a report had been seen.</summary>
    public DateTimeOffset? PlannedEnd { get; init; }

    /// <summary>Users who were active in the period, by group; <c>excludedNullUser</c> counts rows without a user id.</summary>
    public required ExposureCounts Users { get; init; }

    /// <summary>Whether the groups of active users match the holdout's share; null without users.</summary>
    public required SampleRatio? SampleRatio { get; init; }

    /// <summary>One of <see cref="AnalysisBasis"/>: <c>fixed</c> for the planned period, once it has passed.</summary>
    public required string Basis { get; init; }

    /// <summary>In the order of the request.</summary>
    public required IReadOnlyList<MetricResult> Metrics { get; init; }

    /// <summary>About the whole report.</summary>
    public required IReadOnlyList<AnalysisWarning> Warnings { get; init; }

    /// <summary>The query that found the users. It returns their ids to the worker, which keeps only the groups' totals.</summary>
    public required string Sql { get; init; }
}
