using System.ComponentModel;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Metrics;

/// <summary>Creates a metric.</summary>
internal static class CreateMetric
{
    public sealed class Handler(Changes changes, CheckMetric check, IValidator<MetricRequest> validator)
    {
        public async Task<Outcome<MetricView>> HandleAsync(
            string project,
            MetricRequest request,
            bool saveFailing,
            Actor actor,
            CancellationToken cancellationToken
        )
        {
            // Only a new metric needs a key; an empty one is invalid.
            if (validator.Check(request with { Key = request.Key ?? "" }) is { } refusal)
            {
                return refusal;
            }

            var key = request.Key!;
            var definition = request.ToDefinition(key, request.Name?.Trim() ?? key);
            // Checked before the transaction, so that no edit waits for another database.
            if (
                !(await check.RunAsync(project, definition, null, saveFailing, cancellationToken)).Succeeded(
                    out var checkResult,
                    out var failing
                )
            )
            {
                return failing;
            }

            return await changes.ApplyAsync<MetricView>(
                project,
                null,
                actor,
                async (change, token) =>
                {
                    if (
                        await change.Db.Metrics.AnyAsync(
                            m => m.ProjectId == change.Project.Id && m.DeletedAt == null && m.Key == key,
                            token
                        )
                    )
                    {
                        return new Refusal.Conflict($"Project '{change.Project.Key}' already has a metric '{key}'. Keys ignore case.");
                    }

                    var metric = Metric.Create(change.Project.Id, key);
                    var created = request.HasWindow ? definition : definition with { Window = change.Project.DefaultWindow };
                    metric.Update(created, request.Description?.Trim() ?? "", checkResult, change.Actor.Name, change.At);
                    change.Db.Metrics.Add(metric);
                    change.Log(AuditEntryTypes.MetricCreated, null, null, null, MetricView.ToLog(metric));
                    return MetricView.Of(metric, []);
                },
                cancellationToken
            );
        }
    }

    public static void Map(RouteGroupBuilder metrics) =>
        metrics
            .MapPost(
                "",
                async Task<Results<Created<MetricView>, ProblemHttpResult>> (
                    string project,
                    MetricRequest request,
                    [Description(MetricRequest.SaveFailing)] bool? saveFailing,
                    Handler handler,
                    Actor actor,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(project, request, saveFailing is true, actor, cancellationToken)).ToCreated(
                        response,
                        m => $"/api/v1/projects/{project}/metrics/{m.Key}",
                        m => m.Revision
                    )
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithName("CreateMetric")
            .WithSummary("Create a metric; its query is checked first, and the metric is saved only if it works");
}
