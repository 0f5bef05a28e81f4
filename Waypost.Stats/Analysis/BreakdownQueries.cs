using Microsoft.Extensions.Options;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>Runs the queries of the metrics by level, pass by pass.</summary>
internal sealed class BreakdownQueries(IOptions<StatsOptions> options)
{
    public async Task<IReadOnlyList<BreakdownMetric>> RunAsync(
        AnalyticsSession session,
        IReadOnlyList<ExperimentMetric> pass,
        BreakdownScope scope,
        CancellationToken cancellationToken
    )
    {
        // A quantile would need the ranks of every level, which depend on its number of users.
        var refused = pass.Where(metric => metric.Definition.Quantile is not null).ToList();
        var computed = await MetricPass.RunAsync(
            [.. pass.Except(refused)],
            metric => ReadAsync(session, metric.Definition.Query, NeededColumn.Of(metric.Definition.Type), scope, cancellationToken),
            (usable, events) => AggregateAsync(session, usable, events, scope, cancellationToken),
            (metric, code, message) => LevelComparison.Failed(metric, code, message, metric.Definition.Query)
        );
        return
        [
            .. refused.Select(metric =>
                LevelComparison.Failed(
                    metric,
                    "quantile-by-level",
                    "Quantiles are not broken down. Break down a metric of means or proportions instead.",
                    metric.Definition.Query
                )
            ),
            .. computed,
        ];
    }

    private async Task<IReadOnlyList<BreakdownMetric>> AggregateAsync(
        AnalyticsSession session,
        IReadOnlyList<ExperimentMetric> metrics,
        CustomerQuery events,
        BreakdownScope scope,
        CancellationToken cancellationToken
    )
    {
        var sql = metrics[0].Definition.Query;
        try
        {
            sql = await SqlOfAsync(session, metrics, events, scope, cancellationToken);
            await StreamingPlan.PreferAsync(session, sql, options.Value.PreviewTimeout, cancellationToken);
            var rows = await session.RunAsync("metric", sql, MetricArm.ReadRow, options.Value.QueryTimeout, cancellationToken);
            return [.. metrics.Select((metric, i) => scope.Comparison.Compare(metric, rows, i, BoundSql.Show(sql)))];
        }
        catch (AnalyticsDatabaseException exception) when (!exception.IsConnectionFailure)
        {
            return [.. metrics.Select(metric => LevelComparison.Failed(metric, exception.Code, exception.Message, BoundSql.Show(sql)))];
        }
    }

    private async Task<string> SqlOfAsync(
        AnalyticsSession session,
        IReadOnlyList<ExperimentMetric> metrics,
        CustomerQuery events,
        BreakdownScope scope,
        CancellationToken cancellationToken
    )
    {
        var first = metrics[0].Definition;
        if (first.DenominatorQuery is { } denominator)
        {
            return scope.Sql.Ratio(
                events,
                await ReadAsync(session, denominator, NeededColumn.OfDenominator, scope, cancellationToken),
                first
            );
        }
        if (first.Steps is not { Count: > 0 } steps)
        {
            return scope.Sql.Shared(events, [.. metrics.Select(metric => metric.Definition)]);
        }

        var queries = new List<CustomerQuery>();
        foreach (var step in steps)
        {
            queries.Add(await ReadAsync(session, step.Query, NeededColumn.Of(MetricType.Binomial), scope, cancellationToken));
        }
        return scope.Sql.Funnel([.. queries, events], first);
    }

    private Task<CustomerQuery> ReadAsync(
        AnalyticsSession session,
        string query,
        IReadOnlyList<NeededColumn> needed,
        BreakdownScope scope,
        CancellationToken cancellationToken
    ) =>
        CustomerQuery.ReadAsync(
            session,
            query,
            QueryWindow.OfEvents(scope.Experiment, cupedDays: null),
            needed,
            options.Value.PreviewTimeout,
            cancellationToken
        );
}

/// <summary>Shared by all metrics of one job.</summary>
internal sealed record BreakdownScope(ExperimentScope Experiment, MetricSql Sql, LevelComparison Comparison);
