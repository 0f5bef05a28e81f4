using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Checks;

/// <summary>Runs a metric's queries and returns the first rows.</summary>
internal sealed class MetricPreview(AnalyticsSessionFactory sessions, QueryCheck check, SuggestedIndexes indexes)
{
    public async Task<MetricReport> RunAsync(MetricPreviewRequest request, CancellationToken cancellationToken)
    {
        var metric = request.Metric;
        try
        {
            await using var session = await sessions.BeginAsync(request.Source, cancellationToken);
            var query = await check.RunAsync(session, metric.Query, NeededColumn.Of(metric.Type), cancellationToken);
            var denominator = metric.DenominatorQuery is null
                ? null
                : await check.RunAsync(session, metric.DenominatorQuery, NeededColumn.OfDenominator, cancellationToken);
            var steps = new List<QueryReport>();
            foreach (var step in metric.Steps ?? [])
            {
                steps.Add(await check.RunAsync(session, step.Query, NeededColumn.Of(metric.Type), cancellationToken));
            }

            return new()
            {
                Ok = query.Ok && denominator is not { Ok: false } && steps.TrueForAll(step => step.Ok),
                Steps = metric.Steps is null ? null : steps,
                Credentials = SourceCheck.Passed,
                Query = query,
                Denominator = denominator,
                SuggestedIndexes =
                [
                    .. (query.Ok ? await indexes.ForMetricAsync(session, metric.Query, cancellationToken) : []).Union(
                        denominator is { Ok: true }
                            ? await indexes.ForMetricAsync(session, metric.DenominatorQuery!, cancellationToken)
                            : []
                    ),
                ],
            };
        }
        catch (AnalyticsDatabaseException exception)
        {
            return new()
            {
                Ok = false,
                Credentials = SourceCheck.Failed(exception),
                Query = QueryCheck.NotRun(SourceCheck.NoConnection),
            };
        }
    }
}
