namespace Waypost.Wire.Experiments;

/// <summary>Distinct users by first exposure: running totals at the end of each day.</summary>
public sealed record ExposuresResult
{
    /// <summary>At most so many days have an activity, the most recent ones.</summary>
    public const int ActiveDays = 60;

    /// <summary>When they were counted.</summary>
    public required DateTimeOffset CountedAt { get; init; }

    /// <summary>One row per day and variant, from the first day on without gaps; the last day may be incomplete.</summary>
    public required IReadOnlyList<ExposureDay> Days { get; init; }

    /// <summary>Users counted and users excluded.</summary>
    public required ExposureCounts Exposures { get; init; }

    /// <summary>Whether the variants' users match the planned weights.</summary>
    public SampleRatio? SampleRatio { get; init; }

    /// <summary>
    /// How many users had an exposure on each of the last days, whether it was their first or not, in order; the last day may be
    /// incomplete. Null in results of earlier versions.
    /// </summary>
    public IReadOnlyList<ActiveDay>? Activity { get; init; }

    /// <summary>IANA time zone of the days. Null in results of earlier versions.</summary>
    public string? TimeZone { get; init; }
}

/// <summary>How many users a variant had by the end of a day.</summary>
/// <param name="Date">The day, in the requested time zone.</param>
/// <param name="Variant">The variant's key.</param>
/// <param name="Users">Running total.</param>
public sealed record ExposureDay(DateOnly Date, string Variant, long Users);

/// <summary>How many users had an exposure on a day.</summary>
/// <param name="Date">The day, in the requested time zone.</param>
/// <param name="Users">Users of all variants, including those who are excluded from the results.</param>
public sealed record ActiveDay(DateOnly Date, long Users);
