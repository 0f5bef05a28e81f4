using Waypost.Flags;

namespace Waypost.Manager.Data;

/// <summary>A comparison of a flag's variants in one environment: planned, then running, then stopped.</summary>
internal sealed partial class Experiment
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

    /// <summary>The smallest effect on a primary metric that is worth having, relative: 0.05 = 5 %; none = not stated.</summary>
    public double? MinimumEffect { get; private set; }

    /// <summary>What was learned, written when it is over.</summary>
    public string Learned { get; private set; } = "";

    /// <summary>The plan when the current phase began; none before the start, and of experiments that an earlier version started.</summary>
    public LockedPlan? LockedPlan { get; private set; }

    /// <summary>In the order they happened.</summary>
    public IReadOnlyList<PlanDeviation> Deviations { get; private set; } = [];

    /// <summary>The layer whose users it shares with other experiments; none if it may have all users.</summary>
    public int? LayerId { get; private set; }

    /// <summary>Its share of the layer, in thousandths of a percent; 0 without a layer.</summary>
    public int LayerShare { get; private set; }

    /// <summary>Whom it leaves out, kept after the stop; none before the start, and if it leaves nobody out.</summary>
    public Participation? Participation { get; private set; }

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
        MinimumEffect = plan.MinimumEffect;
        Learned = plan.Learned;
        (LayerId, LayerShare) = (plan.LayerId, plan.LayerShare);
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
            MinimumEffect = MinimumEffect,
            Learned = Learned,
            LayerId = LayerId,
            LayerShare = LayerId is null ? 0 : LayerShare,
            GuardrailStop = GuardrailStop,
        };

    /// <summary>Drafts only.</summary>
    public void MoveTo(ProjectEnvironment environment, string flag)
    {
        Environment = environment;
        EnvironmentId = environment.Id;
        Flag = flag;
    }

    private void Touch(string by, DateTimeOffset at)
    {
        UpdatedAt = at;
        UpdatedBy = by;
        Revision++;
    }
}
