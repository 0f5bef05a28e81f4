using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Data;

/// <summary>
/// When a metric's definition changed, from the audit log, which also knows the changes that an earlier version allowed while an
/// experiment was running.
/// </summary>
internal static class MetricHistory
{
    /// <summary>The last change of each metric's definition after the experiment's phase began, by metric id.</summary>
    public static async Task<IReadOnlyDictionary<int, DateTimeOffset>> ChangesAsync(
        ManagerDb db,
        Experiment experiment,
        IEnumerable<Metric> metrics,
        CancellationToken cancellationToken
    )
    {
        var began = Began(experiment);
        var entries = await db
            .AuditEntries.AsNoTracking()
            .Where(e =>
                e.ProjectId == experiment.ProjectId
                && e.At > began
                && (e.Type == AuditEntryTypes.MetricCreated || e.Type == AuditEntryTypes.MetricEdited)
            )
            .OrderBy(e => e.Id)
            .Select(e => new Entry(e.Type, e.At, e.Before, e.After))
            .ToListAsync(cancellationToken);
        var changes = new Dictionary<int, DateTimeOffset>();
        foreach (var metric in metrics)
        {
            if (LastChange(metric, entries) is { } at)
            {
                changes[metric.Id] = at;
            }
        }

        return changes;
    }

    /// <summary>When the manager began to run the phase; a backdated start is earlier, and no change before it matters.</summary>
    private static DateTimeOffset Began(Experiment experiment) =>
        experiment.FlagBefore?.At is { } started && started > experiment.PhaseStartedAt ? started : experiment.PhaseStartedAt!.Value;

    private static DateTimeOffset? LastChange(Metric metric, IReadOnlyList<Entry> entries)
    {
        DateTimeOffset? changed = null;
        // A key can be used again: entries after the deletion, or before the creation, are about another metric.
        foreach (var entry in entries.Where(e => metric.DeletedAt is not { } deleted || e.At <= deleted))
        {
            if (Definition(entry.After) is not { } after || !string.Equals(after.Key, metric.Key, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (entry.Type == AuditEntryTypes.MetricCreated)
            {
                changed = null;
            }
            else if (Definition(entry.Before) is { } before && MeasuredParts.ChangedBy(after, before).Count > 0)
            {
                changed = entry.At;
            }
        }

        return changed;
    }

    /// <summary>The definition as the audit log shows it; null if it cannot be read.</summary>
    private static MetricDefinition? Definition(JsonElement? logged)
    {
        try
        {
            return logged?.Deserialize<Logged>(JsonSerializerOptions.Web)?.ToDefinition();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Entry(string Type, DateTimeOffset At, JsonElement? Before, JsonElement? After);

    private sealed record Logged(
        string Key,
        MetricType Type,
        string Query,
        string? DenominatorQuery,
        MetricGoal Goal,
        double? CapValue,
        double? CapPercentile,
        double? Quantile,
        MetricWindow? Window,
        IReadOnlyList<FunnelStep>? Steps
    )
    {
        public MetricDefinition ToDefinition() =>
            new()
            {
                Key = Key,
                Name = Key,
                Type = Type,
                Query = Query,
                DenominatorQuery = DenominatorQuery,
                Goal = Goal,
                Cap = MetricCap.Of(CapValue, CapPercentile),
                Quantile = Quantile,
                Window = Window,
                Steps = Steps,
            };
    }
}
