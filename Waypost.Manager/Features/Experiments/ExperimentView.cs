using System.Text.Json;
using System.Text.Json.Serialization;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Features.Experiments;

/// <summary>An experiment, whole: its plan, how it stands, and how far counting and analysis are.</summary>
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

    /// <summary>Share of the users who do not get the control, in per cent.</summary>
    public required double PercentTested { get; init; }

    public required int PlannedDays { get; init; }

    public long? PlannedUsers { get; init; }

    /// <summary>Keys, in the order people want to see them.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }

    public required IReadOnlyDictionary<string, MetricRole> Roles { get; init; }

    public int? CupedDays { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>1 for the first.</summary>
    public required int Phase { get; init; }

    public DateTimeOffset? PhaseStartedAt { get; init; }

    public DateTimeOffset? PlannedEnd { get; init; }

    public DateTimeOffset? StoppedAt { get; init; }

    public string? Winner { get; init; }

    /// <summary>How the flag stood before the start changed it; null before, and for one that ran elsewhere.</summary>
    public FlagBefore? FlagBefore { get; init; }

    /// <summary>
    /// When the flag was switched off in the present phase: nobody meets the experiment then. The last has no end while it goes on.
    /// </summary>
    public required IReadOnlyList<Pause> Pauses { get; init; }

    /// <summary>Since when the flag is switched off; null while the experiment runs or is over.</summary>
    [JsonIgnore]
    public DateTimeOffset? PausedAt => Status == ExperimentStatus.Running && Pauses is [.., { To: null } now] ? now.From : null;

    /// <summary>It runs past its planned end: look at the results, then stop it. Nobody else does.</summary>
    public required bool DecisionDue { get; init; }

    /// <summary>As last counted; null before.</summary>
    public ExposureSummary? Exposures { get; init; }

    /// <summary>The newest analysis; null before the first.</summary>
    public JobView? Analysis { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required string UpdatedBy { get; init; }

    /// <summary>The ETag is made of it.</summary>
    [JsonIgnore]
    public long Revision { get; init; }

    /// <summary>An experiment as the events log shows it.</summary>
    /// <param name="metrics">Keys, where they may have changed.</param>
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
                experiment.CupedDays,
                experiment.Phase,
                experiment.StartedAt,
                experiment.StoppedAt,
                experiment.Winner,
                experiment.Description,
                experiment.Hypothesis,
            },
            JsonBody.Options
        );
}

/// <summary>How many users have met it.</summary>
internal sealed record ExposureSummary(
    DateTimeOffset CountedAt,
    long Total,
    IReadOnlyDictionary<string, long> ByVariant,
    string? SampleRatioWarning
);

/// <summary>A job of the stats worker.</summary>
internal sealed record JobView
{
    public required int Number { get; init; }

    /// <summary><c>queued</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Steps done, steps in all, what it does now; while it runs.</summary>
    public JobProgress? Progress { get; init; }

    /// <summary>Why it failed, and what to do.</summary>
    public string? Error { get; init; }

    public required string RequestedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    [JsonIgnore]
    public bool IsOpen => JobStatus.IsOpen(Status);

    public static JobView Of(ExperimentJob job) =>
        Of(
            job.Number,
            job.RequestedBy,
            job.Job.Status,
            job.Job.Progress,
            job.Job.Error,
            job.Job.CreatedAt,
            job.Job.StartedAt,
            job.Job.FinishedAt
        );

    /// <summary>From columns, where the rest of the row is not wanted.</summary>
    public static JobView Of(
        int number,
        string requestedBy,
        string status,
        JsonElement? progress,
        string? error,
        DateTimeOffset createdAt,
        DateTimeOffset? startedAt,
        DateTimeOffset? finishedAt
    ) =>
        new()
        {
            Number = number,
            Status = status,
            Progress = progress?.Deserialize(ExperimentsJson.Default.JobProgress),
            Error = error,
            RequestedBy = requestedBy,
            CreatedAt = createdAt,
            StartedAt = startedAt,
            FinishedAt = finishedAt,
        };
}

/// <summary>An experiment of a project.</summary>
internal readonly record struct ExperimentAddress(string Project, long Id)
{
    public Refusal NotFound() => new Refusal.NotFound($"Project '{Project}' has no experiment {Id}.");
}
