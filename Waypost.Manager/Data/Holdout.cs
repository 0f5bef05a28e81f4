using Waypost.Flags;

namespace Waypost.Manager.Data;

/// <summary>
/// A share of a project's users that stays out of every experiment started while it is on. Its users never change, and a new holdout
/// has others.
/// </summary>
internal sealed class Holdout
{
    public int Id { get; private set; }

    public int ProjectId { get; private set; }

    public string Salt { get; private set; } = "";

    /// <summary>In thousandths of a percent of all users.</summary>
    public int Share { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    public string StartedBy { get; private set; } = "";

    /// <summary>It does not end by itself.</summary>
    public DateTimeOffset PlannedEnd { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public string? EndedBy { get; private set; }

    /// <summary>Its planned end was changed after a report had been computed: the fixed test no longer applies.</summary>
    public bool EndMoved { get; private set; }

    /// <summary>Returns everyone who was active, for the report; null before the first one.</summary>
    public string? UsersQuery { get; private set; }

    /// <summary>Keys of the metrics that it compares, in order.</summary>
    public IReadOnlyList<string> ReportMetrics { get; private set; } = [];

    /// <summary>Incremented with every change; the ETag is derived from it.</summary>
    public long Revision { get; private set; } = 1;

    public static Holdout Start(Project project, int share, DateTimeOffset plannedEnd, string by, DateTimeOffset at) =>
        new()
        {
            ProjectId = project.Id,
            Salt = Layer.NewSalt(),
            Share = share,
            StartedAt = at,
            StartedBy = by,
            PlannedEnd = plannedEnd,
        };

    /// <param name="reported">Whether a report of it has been computed.</param>
    public void PlanEnd(DateTimeOffset plannedEnd, bool reported)
    {
        if (plannedEnd != PlannedEnd)
        {
            PlannedEnd = plannedEnd;
            EndMoved |= reported;
            Revision++;
        }
    }

    public void End(string by, DateTimeOffset at)
    {
        (EndedAt, EndedBy) = (at, by);
        Revision++;
    }

    /// <summary>What its report compares, and who was there.</summary>
    public void PlanReport(string usersQuery, IReadOnlyList<string> metrics) => (UsersQuery, ReportMetrics) = (usersQuery, metrics);

    public BucketRange ToRange() =>
        new()
        {
            Salt = Salt,
            From = 0,
            To = Share,
        };
}
