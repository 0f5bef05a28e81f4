using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;

namespace Waypost.Manager.Features.Experiments;

/// <summary>
/// A metric with a window counts only users whose window is complete, so an experiment must be longer than the windows of its metrics.
/// </summary>
internal static class PlannedWindows
{
    /// <summary>Names the first metric of which no user would be counted; null if there is none.</summary>
    public static async Task<Refusal?> CheckAsync(
        ManagerDb db,
        IReadOnlyList<MetricUse> metrics,
        int plannedDays,
        CancellationToken cancellationToken
    )
    {
        var ids = metrics.Select(m => m.MetricId).ToList();
        var rows = await db
            .Metrics.AsNoTracking()
            .Where(m => ids.Contains(m.Id) && (m.WindowHours != null || m.WindowDelayHours != null))
            .OrderBy(m => m.Key)
            .ToListAsync(cancellationToken);
        return
            rows.Select(m => (m.Key, m.ToDefinition().Window)).FirstOrDefault(m => m.Window!.Span.TotalDays >= plannedDays)
                is { Window: { } window } metric
            ? Refusal.Invalid.Field("metrics", $"Metric '{metric.Key}' counts events {window.Describe()}. {window.LongerThan(plannedDays)}")
            : null;
    }
}
