using Waypost.Wire.Experiments;

namespace Waypost.Manager.Data;

/// <summary>A metric of a project: a query on its analytics database, and how its rows become one value per user.</summary>
internal sealed class Metric : IKeyed
{
    public int Id { get; private set; }

    public int ProjectId { get; private set; }

    public string Key { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string Description { get; private set; } = "";

    public MetricType Type { get; private set; }

    public string Query { get; private set; } = "";

    public string? DenominatorQuery { get; private set; }

    public MetricGoal Goal { get; private set; }

    public double? CapValue { get; private set; }

    public double? CapPercentile { get; private set; }

    public double? Quantile { get; private set; }

    public int? WindowDelayHours { get; private set; }

    public int? WindowHours { get; private set; }

    /// <summary>The steps of a funnel before the metric's own event; null if it is none.</summary>
    public IReadOnlyList<FunnelStep>? Steps { get; private set; }

    public MetricCheck CheckState { get; private set; }

    /// <summary>Why it fails, or why it was not checked.</summary>
    public string? CheckMessage { get; private set; }

    /// <summary>Set on a deleted metric that experiments still use; only those experiments show it.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    /// <summary>Incremented with every change; the ETag is derived from it.</summary>
    public long Revision { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public string UpdatedBy { get; private set; } = "";

    public MetricCheckResult CheckResult => new(CheckState, CheckMessage);

    public static Metric Create(int projectId, string key) => new() { ProjectId = projectId, Key = key };

    public void Update(MetricDefinition definition, string description, MetricCheckResult checkResult, string by, DateTimeOffset at)
    {
        Name = definition.Name;
        Description = description;
        Type = definition.Type;
        Query = definition.Query;
        DenominatorQuery = definition.DenominatorQuery;
        Goal = definition.Goal;
        CapValue = definition.Cap?.Value;
        CapPercentile = definition.Cap?.Percentile;
        Quantile = definition.Quantile;
        WindowDelayHours = definition.Window?.DelayHours;
        WindowHours = definition.Window?.Hours;
        Steps = definition.Steps;
        CheckState = checkResult.Check;
        CheckMessage = checkResult.Message;
        UpdatedAt = at;
        UpdatedBy = by;
        Revision++;
    }

    public void Delete(DateTimeOffset at) => DeletedAt = at;

    /// <summary>As a plan states it.</summary>
    public StatedMetric ToStated(MetricUse use) => new(Key, Name, use.Role, use.Margin, Type, ToDefinition().Window);

    /// <summary>The definition as the stats worker receives it.</summary>
    public MetricDefinition ToDefinition() =>
        new()
        {
            Key = Key,
            Name = Name,
            Type = Type,
            Query = Query,
            DenominatorQuery = DenominatorQuery,
            Goal = Goal,
            Cap = MetricCap.Of(CapValue, CapPercentile),
            Quantile = Quantile,
            Window = MetricWindow.Of(WindowDelayHours, WindowHours),
            Steps = Steps,
        };
}
