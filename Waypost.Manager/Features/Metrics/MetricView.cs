using System.Text.Json;
using System.Text.Json.Serialization;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>A metric, and where it is used.</summary>
internal sealed record MetricView
{
    public required string Key { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required MetricType Type { get; init; }

    public required string Query { get; init; }

    public string? DenominatorQuery { get; init; }

    public required MetricGoal Goal { get; init; }

    [JsonConverter(typeof(MetricCapConverter))]
    public MetricCap? Cap { get; init; }

    public double? Quantile { get; init; }

    /// <summary>Which events count, by the time since a user's first exposure.</summary>
    public MetricWindow? Window { get; init; }

    /// <summary>The steps of a funnel before the metric's own event.</summary>
    public IReadOnlyList<FunnelStep>? Steps { get; init; }

    /// <summary>
    /// <c>passed</c>; <c>failing</c>: saved although its query fails, so that it cannot be primary; <c>unchecked</c>: no analytics
    /// database was connected, or it did not respond.
    /// </summary>
    public required MetricCheck Check { get; init; }

    /// <summary>Why it fails, or was not checked.</summary>
    public string? CheckMessage { get; init; }

    /// <summary>Experiments that use it, newest first.</summary>
    public required IReadOnlyList<MetricUsage> UsedBy { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required string UpdatedBy { get; init; }

    /// <summary>The ETag is derived from it.</summary>
    [JsonIgnore]
    public long Revision { get; init; }

    public static MetricView Of(Metric metric, IEnumerable<MetricUsage> usedBy) =>
        new()
        {
            Key = metric.Key,
            Name = metric.Name,
            Description = metric.Description,
            Type = metric.Type,
            Query = metric.Query,
            DenominatorQuery = metric.DenominatorQuery,
            Goal = metric.Goal,
            Cap = metric.ToDefinition().Cap,
            Quantile = metric.Quantile,
            Window = metric.ToDefinition().Window,
            Steps = metric.Steps,
            Check = metric.CheckState,
            CheckMessage = metric.CheckMessage,
            UsedBy = [.. usedBy],
            UpdatedAt = metric.UpdatedAt,
            UpdatedBy = metric.UpdatedBy,
            Revision = metric.Revision,
        };

    /// <summary>As the audit log shows it.</summary>
    public static JsonElement ToLog(Metric metric) =>
        JsonSerializer.SerializeToElement(
            new
            {
                metric.Key,
                metric.Name,
                metric.Description,
                metric.Type,
                metric.Query,
                metric.DenominatorQuery,
                metric.Goal,
                metric.CapValue,
                metric.CapPercentile,
                metric.Quantile,
                metric.ToDefinition().Window,
                metric.Steps,
                Check = metric.CheckState,
            },
            JsonBody.Options
        );
}

/// <summary>An experiment that uses a metric.</summary>
internal sealed record MetricUsage(long Id, string Name, string Status);

/// <summary>A metric of a project, by keys.</summary>
internal readonly record struct MetricAddress(string Project, string Metric)
{
    public Refusal NotFound() => new Refusal.NotFound($"Project '{Project}' has no metric '{Metric}'.");
}
