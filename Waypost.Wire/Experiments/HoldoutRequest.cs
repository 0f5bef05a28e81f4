namespace Waypost.Wire.Experiments;

/// <summary>Everything the worker needs to compare a holdout with all other users.</summary>
public sealed record HoldoutRequest
{
    /// <summary>The holdout's id.</summary>
    public required int HoldoutId { get; init; }

    /// <summary>Where the events are. Its exposures query is not used: held-out users meet no experiment.</summary>
    public required AnalyticsSource Source { get; init; }

    /// <summary>
    /// Returns <c>user_id</c> and <c>timestamp</c> of everyone who was active, held out or not. The ids are those that flags are evaluated
    /// for.
    /// </summary>
    public required string UsersQuery { get; init; }

    /// <summary>Hashed with the user's id into a bucket.</summary>
    public required string Salt { get; init; }

    /// <summary>The holdout's first bucket, 0…99,999.</summary>
    public required int FromBucket { get; init; }

    /// <summary>The bucket after its last one, above <see cref="FromBucket"/>, at most 100,000.</summary>
    public required int ToBucket { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it ended; null = it is on.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>
    /// The end of the period that the fixed test applies to. Null if it was moved after a report had been seen: then only the
    /// always-valid rule applies, to all data.
    /// </summary>
    public DateTimeOffset? PlannedEnd { get; init; }

    /// <summary>In display order.</summary>
    public required IReadOnlyList<ExperimentMetric> Metrics { get; init; }

    /// <summary>Two-sided error rate of the fixed test, 0 &lt; α &lt; 1.</summary>
    public double Alpha { get; set; } = 0.05;
}
