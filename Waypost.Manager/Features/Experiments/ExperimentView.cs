using System.Text.Json;
using System.Text.Json.Serialization;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Features.Experiments.Health;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>An experiment: its plan, its state, and the progress of counting and analysis.</summary>
internal sealed record ExperimentView
{
    public required long Id { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Hypothesis { get; init; }

    public required string Flag { get; init; }

    public required string Environment { get; init; }

    /// <summary><c>draft</c>, <c>running</c> or <c>stopped</c>.</summary>
    public required string Status { get; init; }

    public required string Control { get; init; }

    public required IReadOnlyList<WeightedVariant> Rollout { get; init; }

    /// <summary>Percentage of users who do not get the control.</summary>
    public required double PercentTested { get; init; }

    public required int PlannedDays { get; init; }

    public long? PlannedUsers { get; init; }

    /// <summary>Keys, in display order.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }

    public required IReadOnlyDictionary<string, MetricRole> Roles { get; init; }

    /// <summary>The largest difference that does not matter, by metric; only metrics that have one.</summary>
    public required IReadOnlyDictionary<string, MetricMargin> Margins { get; init; }

    public int? CupedDays { get; init; }

    /// <summary>The smallest effect on a primary metric that is worth having, relative; null = not stated.</summary>
    public double? MinimumEffect { get; init; }

    public required string Learned { get; init; }

    /// <summary>
    /// The plan when the current phase began. It never changes. Null before the start, and for experiments that an earlier version of
    /// Waypost started.
    /// </summary>
    public LockedPlan? LockedPlan { get; init; }

    /// <summary>What was done otherwise than planned, in the order it happened.</summary>
    public required IReadOnlyList<PlanDeviation> Deviations { get; init; }

    /// <summary>Key of the layer whose users it shares with other experiments; null if it may have all users.</summary>
    public string? Layer { get; init; }

    /// <summary>Percentage of the layer's users.</summary>
    public double? LayerShare { get; init; }

    /// <summary>
    /// Whom it leaves out, in buckets of 0.001&#160;%: everyone outside its range of the layer, and the holdout at its start. Null before
    /// the start, and if it leaves nobody out.
    /// </summary>
    public Participation? Participation { get; init; }

    /// <summary>Whether an always-valid "worse" of a guardrail switches the flag off.</summary>
    public required bool GuardrailStop { get; init; }

    /// <summary>That a guardrail has switched the flag off in the current phase, and why; null if none has.</summary>
    public GuardrailAlarm? GuardrailAlarm { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>1 for the first.</summary>
    public required int Phase { get; init; }

    public DateTimeOffset? PhaseStartedAt { get; init; }

    public DateTimeOffset? PlannedEnd { get; init; }

    public DateTimeOffset? StoppedAt { get; init; }

    public string? Winner { get; init; }

    /// <summary>The flag's state before the start; null before the start, and for experiments that ran elsewhere.</summary>
    public FlagBefore? FlagBefore { get; init; }

    /// <summary>
    /// When the flag was switched off in the current phase, so nobody was exposed. The last has no end while it lasts.
    /// </summary>
    public required IReadOnlyList<Pause> Pauses { get; init; }

    /// <summary>Since when the experiment is paused; null if it is not.</summary>
    [JsonIgnore]
    public DateTimeOffset? PausedAt => Status == ExperimentStatus.Running && Pauses is [.., { To: null } now] ? now.From : null;

    /// <summary>It is past its planned end and waits for a decision; it does not stop by itself.</summary>
    public required bool DecisionDue { get; init; }

    /// <summary>What is wrong with it while it runs, the most serious first; see <c>…/health</c>.</summary>
    public IReadOnlyList<ProblemSummary> Problems { get; init; } = [];

    /// <summary>As last counted; null before the first count.</summary>
    public ExposureSummary? Exposures { get; init; }

    /// <summary>The latest analysis; null before the first.</summary>
    public JobView? Analysis { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required string UpdatedBy { get; init; }

    /// <summary>The ETag is derived from it.</summary>
    [JsonIgnore]
    public long Revision { get; init; }

    /// <summary>As the audit log shows it.</summary>
    /// <param name="metrics">Keys, if they may have changed.</param>
    public static JsonElement ToLog(Experiment experiment, IReadOnlyList<string>? metrics = null) =>
        JsonSerializer.SerializeToElement(
            new
            {
                experiment.Id,
                experiment.Name,
                experiment.Status,
                experiment.Control,
                experiment.Rollout,
                experiment.PlannedDays,
                experiment.PlannedUsers,
                metrics,
                margins = MarginText.ToLog(experiment.Metrics.Select(m => m.Margin), metrics),
                experiment.CupedDays,
                experiment.MinimumEffect,
                layerShare = experiment.LayerId is null ? null : (double?)Percent.Exact(experiment.LayerShare),
                guardrailStop = experiment.GuardrailStop ? true : (bool?)null,
                experiment.Phase,
                experiment.StartedAt,
                experiment.StoppedAt,
                experiment.Winner,
                experiment.Description,
                experiment.Hypothesis,
                experiment.Learned,
            },
            JsonBody.Options
        );
}

/// <summary>How many users were exposed.</summary>
internal sealed record ExposureSummary(
    DateTimeOffset CountedAt,
    long Total,
    IReadOnlyDictionary<string, long> ByVariant,
    string? SampleRatioWarning
);

/// <summary>An experiment of a project.</summary>
internal readonly record struct ExperimentAddress(string Project, long Id)
{
    public Refusal NotFound() => new Refusal.NotFound($"Project '{Project}' has no experiment {Id}.");
}
