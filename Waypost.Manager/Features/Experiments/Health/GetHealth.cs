using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments.Health;

/// <summary>The health of an experiment: what is wrong, since when, and what to look at.</summary>
internal static class GetHealth
{
    /// <summary>Problems that are over, at most so many of them.</summary>
    private const int MaxPast = 20;

    public sealed class Handler(ManagerDb db)
    {
        public async Task<Outcome<HealthView>> HandleAsync(ExperimentAddress address, CancellationToken cancellationToken)
        {
            if (await FindExperiments.FindAsync(db.Experiments.AsNoTracking(), db, address, cancellationToken) is not { } experiment)
            {
                return address.NotFound();
            }

            var record = await db
                .HealthChecks.AsNoTracking()
                .SingleOrDefaultAsync(c => c.ExperimentId == experiment.Id && c.Phase == experiment.Phase, cancellationToken);
            var problems = db.HealthProblems.AsNoTracking().Where(p => p.ExperimentId == experiment.Id);
            var open = await problems
                .Where(p => p.EndedAt == null)
                .OrderBy(p => p.Severity)
                .ThenBy(p => p.Since)
                .ThenBy(p => p.Id)
                .ToListAsync(cancellationToken);
            var past = await problems
                .Where(p => p.EndedAt != null)
                .OrderByDescending(p => p.EndedAt)
                .ThenByDescending(p => p.Id)
                .Take(MaxPast)
                .ToListAsync(cancellationToken);
            return new HealthView
            {
                Status =
                    !experiment.IsRunning ? HealthView.NotRunning
                    : open.Count > 0 ? HealthView.HasProblems
                    : record is null ? HealthView.NotChecked
                    : HealthView.Fine,
                CheckedAt = record?.CheckedAt,
                CountedAt = record?.CountedAt,
                Problems = [.. open.Select(ProblemView.Of)],
                Past = [.. past.Select(ProblemView.Of)],
                Checks = record?.Checks ?? [],
            };
        }
    }

    public static void Map(RouteGroupBuilder experiments) =>
        experiments
            .MapGet(
                "{id:long}/health",
                async Task<Results<Ok<HealthView>, ProblemHttpResult>> (
                    string project,
                    long id,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(new(project, id), cancellationToken)).ToOk()
            )
            .WithName("GetHealth")
            .WithSummary("Read what is wrong with a running experiment, since when, and what to look at")
            .WithDescription(
                "Checked whenever a count or an analysis has arrived, and every hour: nightly counts, exposures that stop, the sample "
                    + "ratio, users in several variants, metrics that drop in all variants, and late events."
            );
}

/// <summary>The health of an experiment.</summary>
internal sealed record HealthView
{
    public const string Fine = "fine";
    public const string HasProblems = "problems";
    public const string NotChecked = "notChecked";
    public const string NotRunning = "notRunning";

    /// <summary><c>fine</c>, <c>problems</c>, <c>notChecked</c> (yet) or <c>notRunning</c>.</summary>
    public required string Status { get; init; }

    /// <summary>When the current phase was last checked; null before the first time.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>When the newest count that was checked was taken.</summary>
    public DateTimeOffset? CountedAt { get; init; }

    /// <summary>What is wrong now, the most serious first.</summary>
    public required IReadOnlyList<ProblemView> Problems { get; init; }

    /// <summary>What was wrong and is over, newest first, also in older phases.</summary>
    public required IReadOnlyList<ProblemView> Past { get; init; }

    /// <summary>What each check said last, and why it could not be judged.</summary>
    public required IReadOnlyList<HealthCheckState> Checks { get; init; }
}

/// <summary>Something that is or was wrong.</summary>
internal sealed record ProblemView
{
    /// <summary>
    /// The check that found it: <c>not-counted</c>, <c>exposures-stopped</c>, <c>sample-ratio</c>, <c>several-variants</c>,
    /// <c>metric-dropped</c> or <c>late-events</c>.
    /// </summary>
    public required string Check { get; init; }

    /// <summary>Key of the metric that it concerns; null if it concerns none.</summary>
    public string? Metric { get; init; }

    /// <summary><c>alarm</c>: results cannot be trusted, or data is lost; <c>warning</c>: numbers are incomplete.</summary>
    public required string Severity { get; init; }

    public required string Title { get; init; }

    /// <summary>What is wrong, with the newest numbers.</summary>
    public required string Message { get; init; }

    /// <summary>What to look at.</summary>
    public required string Advice { get; init; }

    /// <summary>The phase in which it was found.</summary>
    public required int Phase { get; init; }

    /// <summary>When it began, as far as the data shows.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it was found.</summary>
    public required DateTimeOffset FoundAt { get; init; }

    /// <summary>When it was over; null while it lasts.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public static ProblemView Of(HealthProblem problem) =>
        new()
        {
            Check = problem.Code,
            Metric = problem.Metric.Length > 0 ? problem.Metric : null,
            Severity = problem.Severity,
            Title = problem.Title,
            Message = problem.Message,
            Advice = problem.Advice,
            Phase = problem.Phase,
            Since = problem.Since,
            FoundAt = problem.FoundAt,
            EndedAt = problem.EndedAt,
        };
}
