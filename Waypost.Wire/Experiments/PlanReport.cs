namespace Waypost.Wire.Experiments;

/// <summary>The planned sample size and duration.</summary>
public sealed record PlanReport
{
    /// <summary>The figures the plan is based on.</summary>
    public required PlanBaseline Baseline { get; init; }

    /// <summary>Users needed per variant; null where it cannot be computed.</summary>
    public required IReadOnlyDictionary<string, long>? UsersByVariant { get; init; }

    /// <summary>Users needed in all.</summary>
    public required long? TotalUsers { get; init; }

    /// <summary>
    /// Days until that number of users has been observed, including <see cref="WindowDays"/>; null without visitors per day.
    /// </summary>
    public required double? Days { get; init; }

    /// <summary>Days from the last exposure that counts to the end of its window; null without a window.</summary>
    public double? WindowDays { get; init; }

    /// <summary>Expected users after the planned days; with a window, those whose window is complete by then.</summary>
    public long? UsersAfterPlannedDays { get; init; }

    /// <summary>Minimum detectable effect with those users, relative.</summary>
    public double? EffectAfterPlannedDays { get; init; }

    /// <summary>Minimum detectable effect after 1, 2, 3, 4, 6 and 8 weeks.</summary>
    public IReadOnlyList<PlanPoint> Curve { get; set; } = [];

    /// <summary>What is missing, and what to do.</summary>
    public required IReadOnlyList<AnalysisWarning> Warnings { get; init; }

    /// <summary>The method's name.</summary>
    public required string Method { get; init; }
}

/// <summary>The minimum detectable effect after some days.</summary>
/// <param name="Days">Days.</param>
/// <param name="Users">Users in all variants by then; with a window, those whose window is complete.</param>
/// <param name="MinimumEffect">Relative, at the requested power.</param>
public sealed record PlanPoint(int Days, long Users, double? MinimumEffect);
