using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Manager.Http.Access;

namespace Waypost.Manager.Features.Metrics;

/// <summary>Replaces a metric; its key never changes. Results computed before keep the query they were made with.</summary>
internal static class ReplaceMetric
{
    public sealed class Handler(Changes changes, IValidator<MetricRequest> validator)
    {
        public async Task<Outcome<MetricView>> HandleAsync(
            MetricAddress address, MetricRequest request, string? ifMatch, Actor actor, CancellationToken cancellationToken)
        {
            if (validator.Refuses(request) is { } refusal)
            {
                return refusal;
            }

            return await changes.ApplyAsync<MetricView>(address.Project, null, actor, async (change, token) =>
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

                if (request.Key is { } key && !string.Equals(key, metric.Key, StringComparison.OrdinalIgnoreCase))
                {
                    return Refusal.Invalid.Field("key", $"A key never changes: this metric is '{metric.Key}'.");
                }

                var wanted = request.ToDefinition(metric.Key, request.Name?.Trim() ?? metric.Name);
                var description = request.Description?.Trim() ?? metric.Description;
                if (wanted != metric.ToDefinition() || description != metric.Description)
                {
                    var before = MetricView.ToLog(metric);
                    metric.Take(wanted, description, change.Actor.Name, change.At);
                    change.Log(FlagEventTypes.MetricEdited, null, null, before, MetricView.ToLog(metric));
                }

                return MetricView.Of(metric, (await FindMetrics.UsesAsync(change.Db, change.Project.Id, token))[metric.Id]);
            }, cancellationToken);
        }
    }

    public static void Map(RouteGroupBuilder metrics) => metrics.MapPut("{metric}", async Task<Results<Ok<MetricView>, ProblemHttpResult>> (
            string project, string metric, MetricRequest body, Handler handler, Actor actor, HttpRequest request, HttpResponse response, CancellationToken cancellationToken) =>
        (await handler.HandleAsync(new(project, metric), body, request.IfMatch(), actor, cancellationToken)).ToOk(response, m => m.Revision))
        .RequireAuthorization(Roles.Editor)
        .TakesIfMatch()
        .WithName("ReplaceMetric")
        .WithSummary("Replace a metric");
}
