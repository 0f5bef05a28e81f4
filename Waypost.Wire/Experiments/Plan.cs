namespace Waypost.Wire.Experiments;

/// <summary>How many users, and how long? Answered by a <see cref="PlanReport"/>.</summary>
public sealed record PlanQuestion
{
    /// <summary>Where past exposures tell the baseline; none = <see cref="Baseline"/> says it.</summary>
    public EventsSource? Source { get; init; }

    /// <summary>The primary metric.</summary>
    public required MetricDefinition Metric { get; init; }

    /// <summary>All variants with their shares, the control too.</summary>
    public required IReadOnlyList<VariantShare> Variants { get; init; }

    /// <summary>Key of the control.</summary>
    public required string Control { get; init; }

    /// <summary>Smallest relative change worth finding, above 0: 0.1 = 10 %.</summary>
    public double MinimumEffect { get; set; } = 0.1;

    /// <summary>Chance to find it if it is there, 0.5…0.999.</summary>
    public double Power { get; set; } = 0.8;

    /// <summary>Two-sided error rate.</summary>
    public double Alpha { get; set; } = 0.05;

    /// <summary>Days it shall run; none = as many as it takes.</summary>
    public int? PlannedDays { get; init; }

    /// <summary>What the caller knows; what is missing is measured over <see cref="BaselineDays"/>.</summary>
    public PlanBaseline? Baseline { get; init; }

    /// <summary>Over how many past days the baseline is measured, 1…90.</summary>
    public int BaselineDays { get; set; } = 28;

    /// <summary>CUPED days that will be used; the variance they take away is measured.</summary>
    public int? CupedDays { get; init; }
}

/// <summary>How things are without the experiment. Null = not known.</summary>
public sealed record PlanBaseline
{
    /// <summary>Mean per user, or proportion.</summary>
    public double? Mean { get; init; }

    /// <summary>Variance per user; not asked for binomial metrics.</summary>
    public double? Variance { get; init; }

    /// <summary>New visitors a day, all of them, tested or not.</summary>
    public double? VisitorsPerDay { get; init; }

    /// <summary>Users the figures come from; null when they were given.</summary>
    public long? Users { get; init; }

    /// <summary>Correlation with the time before (CUPED).</summary>
    public double? Correlation { get; init; }
}

/// <summary>How many users, and how long.</summary>
public sealed record PlanReport
{
    /// <summary>What the answer rests on.</summary>
    public required PlanBaseline Baseline { get; init; }

    /// <summary>Users needed per variant; null where it cannot be told.</summary>
    public required IReadOnlyDictionary<string, long>? UsersByVariant { get; init; }

    /// <summary>Users needed in all.</summary>
    public required long? TotalUsers { get; init; }

    /// <summary>Days until they have come; null without visitors a day.</summary>
    public required double? Days { get; init; }

    /// <summary>Users that will have come after the planned days.</summary>
    public long? UsersAfterPlannedDays { get; init; }

    /// <summary>Smallest relative change those would show.</summary>
    public double? EffectAfterPlannedDays { get; init; }

    /// <summary>The smallest change that 1, 2, 3, 4, 6, 8 weeks would show.</summary>
    public IReadOnlyList<PlanPoint> Curve { get; set; } = [];

    /// <summary>What is missing, and what to do.</summary>
    public required IReadOnlyList<AnalysisWarning> Warnings { get; init; }

    /// <summary>The method's name.</summary>
    public required string Method { get; init; }
}

/// <summary>What a duration would show.</summary>
/// <param name="Days">Days.</param>
/// <param name="Users">Users in all arms by then.</param>
/// <param name="MinimumEffect">Smallest relative change shown with the asked power.</param>
public sealed record PlanPoint(int Days, long Users, double? MinimumEffect);
