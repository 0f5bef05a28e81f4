using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Features.Experiments;

/// <summary>The metrics by the values of a further column of the exposures query: computed on request.</summary>
internal static class Breakdowns
{
    /// <summary>Names of columns are shorter; of a longer one PostgreSQL would use the beginning.</summary>
    private const int MaxColumnLength = 63;

    /// <param name="Column">A column of the exposures query, as the query names it.</param>
    public sealed record Request(string? Column);

    public sealed class Handler(ManagerDb db, QueueJob queue)
    {
        /// <param name="column">Null = that of the latest breakdown, else the first one known.</param>
        public async Task<Outcome<BreakdownView>> GetAsync(ExperimentAddress address, string? column, CancellationToken cancellationToken)
        {
            if (await FindExperiments.FindAsync(db.Experiments.AsNoTracking(), db, address, cancellationToken) is not { } experiment)
            {
                return address.NotFound();
            }

            var newest = await ExperimentJobs.FindLatestAsync(
                db.ExperimentJobs.AsNoTracking(),
                experiment.Id,
                JobKinds.Breakdown,
                cancellationToken
            );
            var known = await db
                .AnalyticsDatabases.Where(d => d.ProjectId == experiment.ProjectId)
                .Select(d => d.BreakdownColumns)
                .SingleOrDefaultAsync(cancellationToken);
            var asked = newest is null ? null : ColumnOf(newest);
            var shown = column is { Length: > 0 } ? column : asked ?? (known is [var first, ..] ? first : null);
            var computed = shown is null ? null : await FindAsync(experiment, shown, cancellationToken);
            return new BreakdownView(
                shown,
                [.. (known ?? []).Union(computed is null ? [] : [computed.Column], StringComparer.Ordinal)],
                computed,
                newest is null ? null : JobView.Of(newest),
                asked
            );
        }

        /// <summary>Only the result, of a column or, without one, of the latest breakdown.</summary>
        public async Task<Outcome<BreakdownResult>> ReadAsync(
            ExperimentAddress address,
            string? column,
            CancellationToken cancellationToken
        )
        {
            if (await FindExperiments.FindAsync(db.Experiments.AsNoTracking(), db, address, cancellationToken) is not { } experiment)
            {
                return address.NotFound();
            }

            var result = column is { Length: > 0 }
                ? await FindAsync(experiment, column, cancellationToken)
                : (await ExperimentJobs.FindLatestResultAsync(db, experiment.Id, JobKinds.Breakdown, cancellationToken)).Read(
                    ExperimentsJson.Default.BreakdownResult
                );
            return result is not null
                ? result
                : new Refusal.NotFound(
                    $"Experiment {address.Id} has no breakdown{(column is { Length: > 0 } ? $" by '{column}'" : "")} yet. "
                        + $"POST …/experiments/{address.Id}/results/breakdown/refresh computes one."
                );
        }

        public Task<Outcome<JobView>> RefreshAsync(
            ExperimentAddress address,
            Request request,
            Actor actor,
            CancellationToken cancellationToken
        ) =>
            request.Column is not { Length: > 0 and <= MaxColumnLength } column
                ? Task.FromResult<Outcome<JobView>>(
                    Refusal.Invalid.Field(
                        "column",
                        "'column' must be the name of a further column that the exposures query returns, for example \"device\"."
                    )
                )
                : queue.HandleAsync(
                    address,
                    JobKinds.Breakdown,
                    (experiment, source, token) => JobRequests.BuildBreakdownAsync(db, experiment, source, column, token),
                    job =>
                        ColumnOf(job) is { } other && other != column
                            ? new Refusal.Conflict(
                                $"A breakdown by '{other}' is being computed, and an experiment has one at a time. Try again when it has "
                                    + "ended."
                            )
                            : null,
                    actor,
                    cancellationToken
                );

        private static string? ColumnOf(ExperimentJob job) =>
            job.Job.Payload.TryGetProperty("column", out var column) ? column.GetString() : null;

        private async Task<BreakdownResult?> FindAsync(Experiment experiment, string column, CancellationToken cancellationToken) =>
            (await ExperimentJobs.FindLatestResultAsync(db, experiment.Id, JobKinds.Breakdown, "column", column, cancellationToken)).Read(
                ExperimentsJson.Default.BreakdownResult
            );
    }

    /// <summary>Nulls are written, as in the results: they mean that something could not be computed.</summary>
    public static void Map(RouteGroupBuilder experiments)
    {
        experiments
            .MapGet(
                "{id:long}/results/breakdown",
                async Task<Results<JsonHttpResult<BreakdownResult>, ProblemHttpResult>> (
                    string project,
                    long id,
                    string? column,
                    Handler handler,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.ReadAsync(new(project, id), column, cancellationToken)).Match<
                        Results<JsonHttpResult<BreakdownResult>, ProblemHttpResult>
                    >(result => TypedResults.Json(result, ExperimentsJson.Default.BreakdownResult), refusal => refusal.ToProblem())
            )
            .Produces<BreakdownResult>()
            .WithName("GetBreakdown")
            .WithSummary(
                "Read the metrics by the values of a column, as computed last; without ?column= the latest breakdown. Exploratory"
            );
        experiments
            .MapPost(
                "{id:long}/results/breakdown/refresh",
                async Task<Results<Accepted<JobView>, ProblemHttpResult>> (
                    string project,
                    long id,
                    Request body,
                    Handler handler,
                    Actor actor,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.RefreshAsync(new(project, id), body, actor, cancellationToken)).ToAccepted(_ =>
                        $"/api/v1/projects/{project}/experiments/{id}/results/breakdown?column={Uri.EscapeDataString(body.Column!)}"
                    )
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .WithName("RefreshBreakdown")
            .WithSummary("Compute the metrics by the values of a further column of the exposures query");
    }
}

/// <summary>The breakdown by one column, and the latest job, which may be under way, have failed, or be of another column.</summary>
/// <param name="Column">The column that is shown; null = none is known.</param>
/// <param name="Columns">Those that can be chosen.</param>
/// <param name="Result">Null = not computed.</param>
/// <param name="JobColumn">The column of the latest job.</param>
internal sealed record BreakdownView(
    string? Column,
    IReadOnlyList<string> Columns,
    BreakdownResult? Result,
    JobView? Job,
    string? JobColumn
);
