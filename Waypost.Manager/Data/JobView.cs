using System.Text.Json;
using System.Text.Json.Serialization;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Data;

/// <summary>A job of the stats worker, as the API and pages show it.</summary>
internal sealed record JobView
{
    public required int Number { get; init; }

    /// <summary><c>queued</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Steps done, total steps and the current step; while it runs.</summary>
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

    public static JobView Of(MetricJob job) =>
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

    /// <summary>From single columns, for queries that do not read the whole row.</summary>
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
