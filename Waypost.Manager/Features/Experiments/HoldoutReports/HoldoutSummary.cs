using Waypost.Manager.Data;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Experiments.HoldoutReports;

/// <summary>A holdout, on or ended, and what its report compares.</summary>
internal sealed record HoldoutSummary
{
    public required int Id { get; init; }

    /// <summary>Percentage of all users.</summary>
    public required double SharePercent { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset PlannedEnd { get; init; }

    /// <summary>Null while it is on.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The planned end was changed after a report had been computed, so only the always-valid rule applies.</summary>
    public required bool EndMoved { get; init; }

    /// <summary>Returns everyone who was active; null before the first report.</summary>
    public string? UsersQuery { get; init; }

    /// <summary>Keys of the metrics that are compared.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }

    public static HoldoutSummary Of(Holdout holdout) =>
        new()
        {
            Id = holdout.Id,
            SharePercent = Percent.Exact(holdout.Share),
            StartedAt = holdout.StartedAt,
            PlannedEnd = holdout.PlannedEnd,
            EndedAt = holdout.EndedAt,
            EndMoved = holdout.EndMoved,
            UsersQuery = holdout.UsersQuery,
            Metrics = holdout.ReportMetrics,
        };
}
