using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Checks;

/// <summary>What does a metric's query yield?</summary>
internal sealed class MetricChecks(EventsSessions sessions, QueryCheck check, SuggestedIndexes indexes)
{
    public async Task<MetricReport> AnswerAsync(MetricQuestion question, CancellationToken cancellationToken)
    {
        var metric = question.Metric;
        try
        {
            await using var session = await sessions.BeginAsync(question.Source, cancellationToken);
            var query = await check.RunAsync(session, metric.Query, NeededColumn.Of(metric.Type), cancellationToken);
            var denominator = metric.DenominatorQuery is null
                ? null
                : await check.RunAsync(session, metric.DenominatorQuery, NeededColumn.OfDenominator, cancellationToken);
            return new()
            {
                Ok = query.Ok && denominator is not { Ok: false },
                Credentials = SourceChecks.Fine,
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
        catch (EventsFault fault)
        {
            return new()
            {
                Ok = false,
                Credentials = SourceChecks.Refused(fault),
                Query = QueryCheck.NotRun("Not run: the connection comes first."),
            };
        }
    }
}
