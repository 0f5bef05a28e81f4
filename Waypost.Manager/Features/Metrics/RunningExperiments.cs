using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>A metric must not change under a running experiment.</summary>
internal static class RunningExperiments
{
    private const int MaxNamed = 3;

    /// <summary>
    /// Refuses another definition of a metric that a running experiment uses; null means allowed. Inside a change this cannot be overtaken
    /// by a start, because both lock all environments of the project.
    /// </summary>
    public static async Task<Refusal?> CheckAsync(
        ManagerDb db,
        Metric metric,
        MetricDefinition definition,
        CancellationToken cancellationToken
    )
    {
        var parts = MeasuredParts.ChangedBy(definition, metric.ToDefinition());
        if (parts.Count == 0)
        {
            return null;
        }

        var running = (
            await db
                .Experiments.AsNoTracking()
                .Where(e => e.ProjectId == metric.ProjectId && e.Status == ExperimentStatus.Running)
                .OrderBy(e => e.Id)
                .ToListAsync(cancellationToken)
        ).FindAll(e => e.Metrics.Any(m => m.MetricId == metric.Id));
        return running.Count == 0 ? null : new Refusal.Conflict(Message(metric, parts, running));
    }

    private static string Message(Metric metric, IReadOnlyList<string> parts, List<Experiment> running)
    {
        var (noun, verb, them) =
            running.Count == 1 ? ("Experiment", "is running and uses", "it") : ("Experiments", "are running and use", "them");
        return $"{noun} {Names(running)} {verb} metric '{metric.Key}'. Changing its {string.Join(", ", parts)} now would invalidate the "
            + $"results: the users counted so far would be measured in another way. Stop {them} first, or create another metric and begin "
            + "a new phase with it. Name and description can still be changed.";
    }

    private static string Names(List<Experiment> running)
    {
        var names = running.Take(MaxNamed).Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Id} (\"{e.Name}\")")).ToList();
        return running.Count > MaxNamed
                ? string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names)} and {running.Count - MaxNamed} more")
            : names.Count == 1 ? names[0]
            : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
    }
}
