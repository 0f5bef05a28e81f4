using Waypost.Flags;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Data;

/// <summary>A comparison of a flag's variants in one environment: planned, then running, then stopped.</summary>
internal sealed class Experiment
{
    public long Id { get; private set; }

    public int ProjectId { get; private set; }

    public int EnvironmentId { get; private set; }

    public ProjectEnvironment Environment { get; private set; } = null!;

    /// <summary>Key of the flag; kept as text, because a finished experiment outlives its flag.</summary>
    public string Flag { get; private set; } = "";

    public string Status { get; private set; } = ExperimentStatus.Draft;

    public string Name { get; private set; } = "";

    public string Description { get; private set; } = "";

    public string Hypothesis { get; private set; } = "";

    public string Control { get; private set; } = "";

    /// <summary>Weights in the order of the flag's rollout, including the control.</summary>
    public IReadOnlyList<WeightedVariant> Rollout { get; private set; } = [];

    public int PlannedDays { get; private set; }

    /// <summary>Planned number of users in all variants; the always-valid interval is tuned to it.</summary>
    public long? PlannedUsers { get; private set; }

    /// <summary>In display order.</summary>
    public IReadOnlyList<MetricUse> Metrics { get; private set; } = [];

    public int? CupedDays { get; private set; }

    /// <summary>Whether a guardrail that gets worse switches the flag off.</summary>
    public bool GuardrailStop { get; private set; }

    /// <summary>That it did, in the current phase.</summary>
    public GuardrailAlarm? GuardrailAlarm { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>The current phase, from 1. A changed rollout begins a new phase, and only users exposed in it count.</summary>
    public int Phase { get; private set; } = 1;

    public DateTimeOffset? PhaseStartedAt { get; private set; }

    public DateTimeOffset? PlannedEnd { get; private set; }

    public DateTimeOffset? StoppedAt { get; private set; }

    /// <summary>The flag's state before the start; none before the start, and for experiments that ran elsewhere.</summary>
    public FlagBefore? FlagBefore { get; private set; }

    /// <summary>When the flag was switched off in the current phase, in order; the last may be ongoing.</summary>
    public IReadOnlyList<Pause> Pauses { get; private set; } = [];

    public string? Winner { get; private set; }

    /// <summary>Incremented with every change; the ETag is derived from it.</summary>
    public long Revision { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public string CreatedBy { get; private set; } = "";

    public DateTimeOffset UpdatedAt { get; private set; }

    public string UpdatedBy { get; private set; } = "";

    public bool IsRunning => Status == ExperimentStatus.Running;

    public bool IsPaused => IsRunning && Pauses is [.., { To: null }];

    public static Experiment Create(int projectId, ProjectEnvironment environment, string flag, string by, DateTimeOffset at) =>
        new()
        {
            ProjectId = projectId,
            Environment = environment,
            EnvironmentId = environment.Id,
            Flag = flag,
            CreatedAt = at,
            CreatedBy = by,
        };

    public void Update(ExperimentPlan plan, string by, DateTimeOffset at)
    {
        Name = plan.Name;
        Description = plan.Description;
        Hypothesis = plan.Hypothesis;
        Control = plan.Control;
        Rollout = plan.Rollout;
        PlannedDays = plan.PlannedDays;
        PlannedUsers = plan.PlannedUsers;
        Metrics = plan.Metrics;
        CupedDays = plan.CupedDays;
        GuardrailStop = plan.GuardrailStop;
        Touch(by, at);
    }

    public ExperimentPlan ToPlan() =>
        new()
        {
            Name = Name,
            Description = Description,
            Hypothesis = Hypothesis,
            Control = Control,
            Rollout = Rollout,
            PlannedDays = PlannedDays,
            PlannedUsers = PlannedUsers,
            Metrics = Metrics,
            CupedDays = CupedDays,
            GuardrailStop = GuardrailStop,
        };

    /// <summary>Drafts only.</summary>
    public void MoveTo(ProjectEnvironment environment, string flag)
    {
        Environment = environment;
        EnvironmentId = environment.Id;
        Flag = flag;
    }

    public void Start(DateTimeOffset startedAt, FlagBefore? flagBefore, string by, DateTimeOffset at)
    {
        Status = ExperimentStatus.Running;
        StartedAt = startedAt;
        FlagBefore = flagBefore;
        Pauses = [];
        BeginPhase(startedAt);
        Touch(by, at);
    }

    /// <summary>Back to a draft, as if it had not been started.</summary>
    public void UndoStart(string by, DateTimeOffset at)
    {
        Status = ExperimentStatus.Draft;
        (StartedAt, PhaseStartedAt, PlannedEnd, FlagBefore) = (null, null, null, null);
        (Pauses, GuardrailAlarm) = ([], null);
        Touch(by, at);
    }

    /// <summary>Its flag was switched off, so nobody is exposed.</summary>
    public void Pause(DateTimeOffset at)
    {
        if (IsRunning && !IsPaused)
        {
            Pauses = [.. Pauses, new(at, null)];
        }
    }

    /// <summary>A guardrail got worse, and its flag was switched off for that.</summary>
    public void Raise(GuardrailAlarm alarm, string by)
    {
        GuardrailAlarm = alarm;
        Pause(alarm.At);
        Touch(by, alarm.At);
    }

    /// <summary>Its flag was switched on again.</summary>
    public void Resume(DateTimeOffset at)
    {
        if (IsPaused)
        {
            Pauses = [.. Pauses.SkipLast(1), Pauses[^1] with { To = at }];
        }
    }

    /// <summary>Begins a phase with another rollout: earlier exposures no longer count.</summary>
    public void BeginNextPhase(DateTimeOffset from)
    {
        Phase++;
        Pauses = IsPaused ? [new(from, null)] : [];
        GuardrailAlarm = null;
        BeginPhase(from);
    }

    public void Stop(DateTimeOffset stoppedAt, string? winner, string by, DateTimeOffset at)
    {
        Status = ExperimentStatus.Stopped;
        StoppedAt = stoppedAt;
        Winner = winner;
        Pauses =
        [
            .. Pauses.Where(pause => pause.From < stoppedAt).Select(pause => pause.To < stoppedAt ? pause : pause with { To = stoppedAt }),
        ];
        Touch(by, at);
    }

    /// <summary>Chosen after the stop.</summary>
    public void SetWinner(string winner, string by, DateTimeOffset at)
    {
        Winner = winner;
        Touch(by, at);
    }

    private void BeginPhase(DateTimeOffset from)
    {
        PhaseStartedAt = from;
        PlannedEnd = from.AddDays(PlannedDays);
    }

    private void Touch(string by, DateTimeOffset at)
    {
        UpdatedAt = at;
        UpdatedBy = by;
        Revision++;
    }
}

/// <summary>The plan of an experiment.</summary>
internal sealed record ExperimentPlan
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Hypothesis { get; init; }

    public required string Control { get; init; }

    public required IReadOnlyList<WeightedVariant> Rollout { get; init; }

    public required int PlannedDays { get; init; }

    public required long? PlannedUsers { get; init; }

    public required IReadOnlyList<MetricUse> Metrics { get; init; }

    public required int? CupedDays { get; init; }

    public bool GuardrailStop { get; init; }
}

/// <summary>
/// A metric of the project and its role in an experiment. By id, because the key of a deleted metric can be used again.
/// </summary>
/// <param name="Margin">The largest difference that does not matter; null = none.</param>
internal sealed record MetricUse(int MetricId, MetricRole Role, MetricMargin? Margin = null);
