using System.Text.Json;

namespace Waypost.Manager.Data;

/// <summary>A row of the audit log: who changed what, when, and the values before and after. Never updated.</summary>
internal sealed class AuditEntry
{
    public long Id { get; private set; }

    public int ProjectId { get; private set; }

    public string Type { get; private set; } = "";

    /// <summary>Key of the flag; kept as text, because the log outlives the flag.</summary>
    public string? Flag { get; private set; }

    /// <summary>Key of the environment; none if the change concerns all.</summary>
    public string? Environment { get; private set; }

    public string Actor { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    public JsonElement? Before { get; private set; }

    public JsonElement? After { get; private set; }

    /// <summary>One per transaction: after a broken commit it shows whether the transaction was committed.</summary>
    public Guid ChangeId { get; private set; }

    public static AuditEntry Create(
        int projectId,
        string type,
        string? flag,
        string? environment,
        string actor,
        DateTimeOffset at,
        JsonElement? before,
        JsonElement? after,
        Guid changeId
    ) =>
        new()
        {
            ProjectId = projectId,
            Type = type,
            Flag = flag,
            Environment = environment,
            Actor = actor,
            At = at,
            Before = before,
            After = after,
            ChangeId = changeId,
        };
}

/// <summary>Types of audit log entries, as in the API.</summary>
internal static class AuditEntryTypes
{
    public const string FlagCreated = "FLAG_CREATED";
    public const string FlagEdited = "FLAG_EDITED";
    public const string FlagToggled = "FLAG_TOGGLED";
    public const string FlagDeleted = "FLAG_DELETED";
    public const string FlagArchived = "FLAG_ARCHIVED";
    public const string FlagRestored = "FLAG_RESTORED";
    public const string SegmentCreated = "SEGMENT_CREATED";
    public const string SegmentEdited = "SEGMENT_EDITED";
    public const string SegmentDeleted = "SEGMENT_DELETED";
    public const string ProjectCreated = "PROJECT_CREATED";
    public const string ProjectEdited = "PROJECT_EDITED";
    public const string EnvironmentCreated = "ENVIRONMENT_CREATED";
    public const string EnvironmentDeleted = "ENVIRONMENT_DELETED";
    public const string ExperimentCreated = "EXPERIMENT_CREATED";
    public const string ExperimentEdited = "EXPERIMENT_EDITED";
    public const string ExperimentDeleted = "EXPERIMENT_DELETED";
    public const string ExperimentStarted = "EXPERIMENT_STARTED";
    public const string ExperimentStopped = "EXPERIMENT_STOPPED";
    public const string ExperimentPausedByGuardrail = "EXPERIMENT_PAUSED_BY_GUARDRAIL";
    public const string ExperimentProblemFound = "EXPERIMENT_PROBLEM_FOUND";
    public const string ExperimentProblemOver = "EXPERIMENT_PROBLEM_OVER";
    public const string ExperimentStartUndone = "EXPERIMENT_START_UNDONE";
    public const string ExperimentShipped = "EXPERIMENT_SHIPPED";
    public const string ReportShared = "REPORT_SHARED";
    public const string ReportUnshared = "REPORT_UNSHARED";
    public const string LayerCreated = "LAYER_CREATED";
    public const string LayerEdited = "LAYER_EDITED";
    public const string LayerDeleted = "LAYER_DELETED";
    public const string HoldoutStarted = "HOLDOUT_STARTED";
    public const string HoldoutEdited = "HOLDOUT_EDITED";
    public const string HoldoutEnded = "HOLDOUT_ENDED";
    public const string MetricCreated = "METRIC_CREATED";
    public const string MetricEdited = "METRIC_EDITED";
    public const string MetricDeleted = "METRIC_DELETED";
    public const string AnalyticsDatabaseConnected = "EVENTS_DATABASE_CONNECTED";
    public const string AnalyticsDatabaseDisconnected = "EVENTS_DATABASE_DISCONNECTED";
    public const string KeyCreated = "KEY_CREATED";
    public const string KeyRotated = "KEY_ROTATED";
    public const string KeyRevoked = "KEY_REVOKED";
}
