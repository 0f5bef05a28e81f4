using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Metrics;

/// <summary>Deletes a metric. Experiments that use it keep it; its key can be used again.</summary>
internal static class DeleteMetric
{
    public sealed class Handler(Changes changes)
    {
        public Task<Outcome<Done>> HandleAsync(MetricAddress address, string? ifMatch, Actor actor, CancellationToken cancellationToken) =>
            changes.ApplyAsync<Done>(
                address.Project,
                null,
                actor,
                async (change, token) =>
                {
                    var metric = await FindMetrics.FindAsync(change.Db.Metrics, change.Db, address, token);
                    if (metric is null)
                    {
                        return address.NotFound();
                    }

                    if (ETags.Check(ifMatch, metric.Revision) is { } stale)
                    {
                        return stale;
                    }

                    await MetricJobs.RemoveAsync(change.Db, change.Db.Metrics.Where(m => m.Id == metric.Id), token);
                    change.Log(AuditEntryTypes.MetricDeleted, null, null, MetricView.ToLog(metric), null);
                    if ((await FindMetrics.UsesAsync(change.Db, change.Project.Id, token))[metric.Id].Any())
                    {
                        metric.Delete(change.At);
                    }
                    else
                    {
                        change.Db.Remove(metric);
                    }

                    return default(Done);
                },
                cancellationToken
            );
    }

    public static void Map(RouteGroupBuilder metrics) =>
        metrics
            .MapDelete(
                "{metric}",
                async Task<Results<NoContent, ProblemHttpResult>> (
                    string project,
                    string metric,
                    Handler handler,
                    Actor actor,
                    HttpRequest request,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(new(project, metric), request.IfMatch(), actor, cancellationToken)).ToNoContent()
            )
            .RequireAuthorization(Roles.Editor)
            .AcceptsIfMatch()
            .WithName("DeleteMetric")
            .WithSummary("Delete a metric; experiments that use it keep it");
}
