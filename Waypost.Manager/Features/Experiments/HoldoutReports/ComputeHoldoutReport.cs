using System.Text.Json;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments.HoldoutReports;

/// <summary>
/// Queues a holdout's report for the stats worker, or returns the computation that is under way. A users query that does not work is not
/// saved.
/// </summary>
internal static class ComputeHoldoutReport
{
    private static readonly Refusal.Conflict Clash = new("Someone else started a job at the same moment. Try again to see it.");

    public sealed class Handler(ManagerDb db, StatsWorkerClient stats, IValidator<HoldoutReportRequest> validator, TimeProvider time)
    {
        public async Task<Outcome<JobView>> HandleAsync(
            HoldoutAddress address,
            HoldoutReportRequest request,
            Actor actor,
            CancellationToken cancellationToken
        )
        {
            if (validator.Check(request) is { } invalid)
            {
                return invalid;
            }

            if (await address.Find(db).AsNoTracking().SingleOrDefaultAsync(cancellationToken) is not { } saved)
            {
                return address.NotFound();
            }

            var database = await db
                .AnalyticsDatabases.AsNoTracking()
                .SingleOrDefaultAsync(d => d.ProjectId == saved.ProjectId, cancellationToken);
            if (database is null)
            {
                return CheckHoldoutUsers.NotConnected(address.Project);
            }

            if ((request.UsersQuery ?? saved.UsersQuery) is not { } query)
            {
                return Refusal.Invalid.Field("usersQuery", HoldoutReportRequest.Validator.NoQuery);
            }

            if (!(await FindMetricsAsync(saved, request.Metrics, cancellationToken)).Succeeded(out var metrics, out var refusal))
            {
                return refusal;
            }

            // Checked before the transaction, so that no edit waits for another database.
            if (query != saved.UsersQuery && await CheckAsync(database.ToSource(), query, cancellationToken) is { } unusable)
            {
                return unusable;
            }

            return await QueueAsync(address, query, metrics, actor, cancellationToken);
        }

        private async Task<Outcome<IReadOnlyList<Metric>>> FindMetricsAsync(
            Holdout holdout,
            IReadOnlyList<string>? requested,
            CancellationToken cancellationToken
        )
        {
            var keys = requested ?? holdout.ReportMetrics;
            if (keys.Count == 0)
            {
                return Refusal.Invalid.Field("metrics", HoldoutReportRequest.Validator.WrongMetrics);
            }

            var all = await db
                .Metrics.AsNoTracking()
                .Where(m => m.ProjectId == holdout.ProjectId && m.DeletedAt == null)
                .ToListAsync(cancellationToken);
            var found = keys.Select(key => all.Find(m => string.Equals(m.Key, key, StringComparison.OrdinalIgnoreCase))).ToList();
            var missing = keys.Where((_, i) => found[i] is null).ToList();
            return missing.Count > 0
                ? Refusal.Invalid.Field(
                    "metrics",
                    $"The project has no metric {string.Join(", ", missing.Select(key => $"'{key}'"))}. Choose others."
                )
                : found.OfType<Metric>().ToList();
        }

        private async Task<Refusal?> CheckAsync(AnalyticsSource source, string query, CancellationToken cancellationToken)
        {
            if (!(await CheckHoldoutUsers.RunAsync(stats, source, query, cancellationToken)).Succeeded(out var report, out var refusal))
            {
                return refusal;
            }

            var (ok, code, message) = report.Credentials.Ok
                ? (report.Query.Ok, report.Query.Code, report.Query.Message)
                : (false, report.Credentials.Code, report.Credentials.Message);
            return ok
                ? null
                : new Refusal.Unworkable(
                    message,
                    code ?? CheckCodes.QueryFails,
                    new Dictionary<string, string[]> { ["usersQuery"] = [message] },
                    report
                );
        }

        private Task<Outcome<JobView>> QueueAsync(
            HoldoutAddress address,
            string query,
            IReadOnlyList<Metric> metrics,
            Actor actor,
            CancellationToken cancellationToken
        ) =>
            db.InTransactionAsync<JobView>(
                Clash,
                async token =>
                {
                    var holdout = await db
                        .Holdouts.FromSql($"select * from holdouts where id = {address.Id} for update")
                        .SingleOrDefaultAsync(token);
                    if (holdout is null)
                    {
                        return address.NotFound();
                    }

                    var database = await db.AnalyticsDatabases.SingleOrDefaultAsync(d => d.ProjectId == holdout.ProjectId, token);
                    if (database is null)
                    {
                        return CheckHoldoutUsers.NotConnected(address.Project);
                    }

                    holdout.PlanReport(query, [.. metrics.Select(m => m.Key)]);
                    var payload = JsonSerializer.SerializeToElement(
                        Request(holdout, database.ToSource(), metrics),
                        ExperimentsJson.Default.HoldoutRequest
                    );
                    return GetHoldoutReport.Describe(await HoldoutJobs.QueueAsync(db, holdout, payload, actor.Name, time.Now(), token));
                },
                cancellationToken
            );

        private static HoldoutRequest Request(Holdout holdout, AnalyticsSource source, IReadOnlyList<Metric> metrics)
        {
            var range = holdout.ToRange();
            return new()
            {
                HoldoutId = holdout.Id,
                Source = source,
                UsersQuery = holdout.UsersQuery!,
                Salt = range.Salt,
                FromBucket = range.From,
                ToBucket = range.To,
                From = holdout.StartedAt,
                To = holdout.EndedAt,
                PlannedEnd = holdout.EndMoved ? null : holdout.PlannedEnd,
                Metrics = [.. metrics.Select(m => new ExperimentMetric { Definition = m.ToDefinition(), Role = MetricRole.Primary })],
            };
        }
    }

    public static void Map(RouteGroupBuilder holdouts) =>
        holdouts
            .MapPost(
                "{id:int}/report",
                async Task<Results<Accepted<JobView>, ProblemHttpResult>> (
                    string project,
                    int id,
                    HoldoutReportRequest? body,
                    Handler handler,
                    Actor actor,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(new(project, id), body ?? new(), actor, cancellationToken)).ToAccepted(_ =>
                        $"/api/v1/projects/{project}/holdouts/{id}/report/job"
                    )
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithName("ComputeHoldoutReport")
            .WithSummary("Compare a holdout's users with all others, or return the computation that is under way")
            .WithDescription(
                "The stats worker reads one row per active user, tells from the hash of the user's id who is held out, and keeps only "
                    + "totals. A new users query is checked first, and saved only if it works."
            );
}
