using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Manager.Http.Access;

namespace Waypost.Manager.Features.Metrics;

/// <summary>A new metric.</summary>
internal static class CreateMetric
{
    public sealed class Handler(Changes changes, IValidator<MetricRequest> validator)
    {
        public async Task<Outcome<MetricView>> HandleAsync(string project, MetricRequest request, Actor actor, CancellationToken cancellationToken)
        {
            // Only a new metric needs a key; the empty one is no key.
            if (validator.Refuses(request with { Key = request.Key ?? "" }) is { } refusal)
            {
                return refusal;
            }

            var key = request.Key!;
            return await changes.ApplyAsync<MetricView>(project, null, actor, async (change, token) =>
            {
                if (await change.Db.Metrics.AnyAsync(m => m.ProjectId == change.Project.Id && m.DeletedAt == null && m.Key.ToLower() == key.ToLower(), token))
                {
                    return new Refusal.Conflict($"Project '{change.Project.Key}' already has a metric '{key}'. Keys are unique without regard to case.");
                }

                var metric = Metric.Create(change.Project.Id, key);
                metric.Take(request.ToDefinition(key, request.Name?.Trim() ?? key), request.Description?.Trim() ?? "", change.Actor.Name, change.At);
                change.Db.Metrics.Add(metric);
                change.Log(FlagEventTypes.MetricCreated, null, null, null, MetricView.ToLog(metric));
                return MetricView.Of(metric, []);
            }, cancellationToken);
        }
    }

    public static void Map(RouteGroupBuilder metrics) => metrics.MapPost("", async Task<Results<Created<MetricView>, ProblemHttpResult>> (
            string project, MetricRequest request, Handler handler, Actor actor, HttpResponse response, CancellationToken cancellationToken) =>
        (await handler.HandleAsync(project, request, actor, cancellationToken))
            .ToCreated(response, m => $"/api/v1/projects/{project}/metrics/{m.Key}", m => m.Revision))
        .RequireAuthorization(Roles.Editor)
        .MayClash()
        .WithName("CreateMetric")
        .WithSummary("Create a metric");
}
