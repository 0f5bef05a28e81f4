using System.ComponentModel;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>
/// Replaces a metric; its key never changes. What a running experiment measures cannot be replaced. Earlier results keep the query they
/// were computed with.
/// </summary>
internal static class ReplaceMetric
{
    public sealed class Handler(ManagerDb db, Changes changes, CheckMetric check, IValidator<MetricRequest> validator)
    {
        public async Task<Outcome<MetricView>> HandleAsync(
            MetricAddress address,
            MetricRequest request,
            bool saveFailing,
            string? ifMatch,
            Actor actor,
            CancellationToken cancellationToken
        )
        {
            if (validator.Check(request) is { } refusal)
            {
                return refusal;
            }

            var saved = await FindMetrics.FindAsync(db.Metrics.AsNoTracking(), db, address, cancellationToken);
            if (CheckRequest(saved, address, request, ifMatch) is { } invalid)
            {
                return invalid;
            }

            var definition = ToDefinition(saved!, request);
            // Also before the check, so that a query that cannot be saved is not run.
            if (await RunningExperiments.CheckAsync(db, saved!, definition, cancellationToken) is { } inUse)
            {
                return inUse;
            }

            if (
                !(await check.RunAsync(address.Project, definition, saved, saveFailing, cancellationToken)).Succeeded(
                    out var checkResult,
                    out var failing
                )
            )
            {
                return failing;
            }

            return await changes.ApplyAsync<MetricView>(
                address.Project,
                null,
                actor,
                async (change, token) =>
                {
                    var metric = await FindMetrics.FindAsync(change.Db.Metrics, change.Db, address, token);
                    if (
                        (
                            CheckRequest(metric, address, request, ifMatch)
                            ?? await RunningExperiments.CheckAsync(change.Db, metric!, ToDefinition(metric!, request), token)
                            ?? await CheckPrimaryAsync(change.Db, metric!, checkResult, token)
                        ) is
                        { } conflict
                    )
                    {
                        return conflict;
                    }

                    Replace(change, metric!, request, checkResult);
                    return MetricView.Of(metric!, (await FindMetrics.UsesAsync(change.Db, change.Project.Id, token))[metric!.Id]);
                },
                cancellationToken
            );
        }

        private static Refusal? CheckRequest(Metric? metric, MetricAddress address, MetricRequest request, string? ifMatch) =>
            metric is null ? address.NotFound()
            : ETags.Check(ifMatch, metric.Revision) is { } stale ? stale
            : request.Key is { } key && !string.Equals(key, metric.Key, StringComparison.OrdinalIgnoreCase)
                ? Refusal.Invalid.Field("key", $"A key cannot be changed: this metric is '{metric.Key}'.")
            : null;

        /// <summary>The primary metric of an open experiment cannot be saved with a failing query.</summary>
        private static async Task<Refusal?> CheckPrimaryAsync(
            ManagerDb db,
            Metric metric,
            MetricCheckResult checkResult,
            CancellationToken cancellationToken
        )
        {
            if (checkResult.Check != MetricCheck.Failing)
            {
                return null;
            }

            var open = await db
                .Experiments.AsNoTracking()
                .Where(e => e.ProjectId == metric.ProjectId && e.Status != ExperimentStatus.Stopped)
                .ToListAsync(cancellationToken);
            return open.Find(e => e.Metrics.Any(m => m.MetricId == metric.Id && m.Role == MetricRole.Primary)) is { } experiment
                ? new Refusal.Conflict(
                    $"Metric '{metric.Key}' is the primary metric of experiment {experiment.Id} (\"{experiment.Name}\"), so it cannot "
                        + "be saved with a failing query. Fix the query, or give the metric another role there first."
                )
                : null;
        }

        private static MetricDefinition ToDefinition(Metric metric, MetricRequest request) =>
            request.ToDefinition(metric.Key, request.Name?.Trim() ?? metric.Name);

        private static void Replace(ChangeSet change, Metric metric, MetricRequest request, MetricCheckResult checkResult)
        {
            var definition = ToDefinition(metric, request);
            var description = request.Description?.Trim() ?? metric.Description;
            var saved = metric.ToDefinition();
            // Lists are not compared by their content.
            if (
                definition with { Steps = saved.Steps } == saved
                && FunnelStep.AreSame(definition.Steps, saved.Steps)
                && description == metric.Description
                && checkResult == metric.CheckResult
            )
            {
                return;
            }

            var before = MetricView.ToLog(metric);
            metric.Update(definition, description, checkResult, change.Actor.Name, change.At);
            change.Log(AuditEntryTypes.MetricEdited, null, null, before, MetricView.ToLog(metric));
        }
    }

    public static void Map(RouteGroupBuilder metrics) =>
        metrics
            .MapPut(
                "{metric}",
                async Task<Results<Ok<MetricView>, ProblemHttpResult>> (
                    string project,
                    string metric,
                    MetricRequest body,
                    [Description(MetricRequest.SaveFailing)] bool? saveFailing,
                    Handler handler,
                    Actor actor,
                    HttpRequest request,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) =>
                    (
                        await handler.HandleAsync(
                            new(project, metric),
                            body,
                            saveFailing is true,
                            request.IfMatch(),
                            actor,
                            cancellationToken
                        )
                    ).ToOk(response, m => m.Revision)
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .AcceptsIfMatch()
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithName("ReplaceMetric")
            .WithSummary("Replace a metric; its query is checked first, and the metric is saved only if it works")
            .WithDescription(
                "While a running experiment uses the metric, only name and description can be changed. To measure something else, stop "
                    + "the experiment, or create another metric and begin a new phase with it."
            );
}
