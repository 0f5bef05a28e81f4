using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Data;

namespace Waypost.Manager.Features.Experiments.Health;

/// <summary>A problem that is open, as lists show it.</summary>
/// <param name="Check">The check that found it.</param>
/// <param name="Metric">Key of the metric that it concerns; null if it concerns none.</param>
/// <param name="Severity"><c>alarm</c> or <c>warning</c>.</param>
/// <param name="Title">A few words.</param>
/// <param name="Since">When it began, as far as the data shows.</param>
internal sealed record ProblemSummary(string Check, string? Metric, string Severity, string Title, DateTimeOffset Since)
{
    /// <summary>The problems of several experiments, in one query.</summary>
    public static async Task<ILookup<long, ProblemSummary>> OfAsync(
        ManagerDb db,
        long[] experiments,
        CancellationToken cancellationToken
    ) =>
        (
            await db
                .HealthProblems.AsNoTracking()
                .Where(p => experiments.Contains(p.ExperimentId) && p.EndedAt == null)
                .OrderBy(p => p.Severity)
                .ThenBy(p => p.Since)
                .ThenBy(p => p.Id)
                .ToListAsync(cancellationToken)
        ).ToLookup(
            p => p.ExperimentId,
            p => new ProblemSummary(p.Code, p.Metric.Length > 0 ? p.Metric : null, p.Severity, p.Title, p.Since)
        );
}
