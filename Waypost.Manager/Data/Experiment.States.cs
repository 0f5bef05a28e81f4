using Waypost.Flags;

namespace Waypost.Manager.Data;

/// <summary>From draft to running to stopped, and what happens meanwhile.</summary>
internal sealed partial class Experiment
{
    public void Start(DateTimeOffset startedAt, FlagBefore? flagBefore, Participation? participation, string by, DateTimeOffset at)
    {
        Status = ExperimentStatus.Running;
        StartedAt = startedAt;
        FlagBefore = flagBefore;
        Participation = participation;
        Pauses = [];
        BeginPhase(startedAt);
        Touch(by, at);
    }

    /// <summary>Back to a draft, as if it had not been started.</summary>
    public void UndoStart(string by, DateTimeOffset at)
    {
        Status = ExperimentStatus.Draft;
        (StartedAt, PhaseStartedAt, PlannedEnd, FlagBefore) = (null, null, null, null);
        (Participation, LockedPlan, GuardrailAlarm) = (null, null, null);
        Pauses = [];
        Deviations = [];
        Touch(by, at);
    }

    /// <summary>Keeps the plan of the phase that has just begun.</summary>
    /// <param name="metrics">Of the plan, with the keys and names they have now.</param>
    /// <param name="layer">Its key; null = none.</param>
    public void LockPlan(IReadOnlyList<StatedMetric> metrics, string? layer, string by, DateTimeOffset at) =>
        LockedPlan = new()
        {
            At = at,
            By = by,
            Phase = Phase,
            Hypothesis = Hypothesis,
            Control = Control,
            Rollout = Rollout,
            Metrics = metrics,
            MinimumEffect = MinimumEffect,
            PlannedDays = PlannedDays,
            PlannedEnd = PlannedEnd,
            PlannedUsers = PlannedUsers,
            CupedDays = CupedDays,
            Layer = layer,
            LayerShare = layer is null ? null : LayerShare * 100d / WeightedVariant.Total,
            GuardrailStop = GuardrailStop,
        };

    /// <summary>Records what was done otherwise than planned.</summary>
    public void Deviate(IEnumerable<string> what, string by, DateTimeOffset at) =>
        Deviations = [.. Deviations, .. what.Select(one => new PlanDeviation(at, by, one))];

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
    public void BeginNextPhase(DateTimeOffset from, Participation? participation)
    {
        Phase++;
        Participation = participation;
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
}
