using Microsoft.Extensions.Options;
using Waypost.Stats.Analysis;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Holdouts;

/// <summary>Runs the queries of the metrics, pass by pass, and adds each user's values to those of the user's group.</summary>
internal sealed class HoldoutQueries(IOptions<StatsOptions> options, TimeProvider time)
{
    public async Task<IReadOnlyList<MetricResult>> RunAsync(
        AnalyticsSession session,
        IReadOnlyList<ExperimentMetric> pass,
        HoldoutScope scope,
        CancellationToken cancellationToken
    )
    {
        var refused = pass.Select(metric => (Metric: metric, Why: NotCompared(metric.Definition))).ToLookup(one => one.Why is not null);
        var computed = await MetricPass.RunAsync(
            [.. refused[false].Select(one => one.Metric)],
            metric => ReadAsync(session, metric.Definition.Query, NeededColumn.Of(metric.Definition.Type), scope, cancellationToken),
            (usable, events) => AggregateAsync(session, usable, events, scope, cancellationToken),
            (metric, code, message) => MetricComparison.Failed(metric, code, message, metric.Definition.Query)
        );
        return
        [
            .. refused[true].Select(one => MetricComparison.Failed(one.Metric, one.Why!.Value.Code, one.Why.Value.Message, "")),
            .. computed,
        ];
    }

    /// <summary>Why a metric is not compared; null = it is.</summary>
    private static (string Code, string Message)? NotCompared(MetricDefinition metric) =>
        metric.Quantile is not null
            ? (
                "quantile-in-holdout",
                "Quantiles are not compared with a holdout: they need the values of all users at once, and the groups are only known to "
                    + "the worker, which keeps nobody’s values. Use the mean, with a cap."
            )
        : metric.Steps is { Count: > 0 }
            ? ("funnel-in-holdout", "Funnels are not compared with a holdout. Use a binomial metric of the funnel’s last step.")
        : null;

    private async Task<IReadOnlyList<MetricResult>> AggregateAsync(
        AnalyticsSession session,
        IReadOnlyList<ExperimentMetric> metrics,
        CustomerQuery events,
        HoldoutScope scope,
        CancellationToken cancellationToken
    )
    {
        var sql = metrics[0].Definition.Query;
        try
        {
            sql = metrics[0].Definition.DenominatorQuery is { } denominator
                ? scope.Sql.Ratio(
                    events,
                    await ReadAsync(session, denominator, NeededColumn.OfDenominator, scope, cancellationToken),
                    metrics[0].Definition
                )
                : scope.Sql.Shared(events, [.. metrics.Select(metric => metric.Definition)]);
            await StreamingPlan.PreferAsync(session, sql, options.Value.PreviewTimeout, cancellationToken);
            var totals = new GroupTotals([.. metrics.Select(metric => metric.Definition)], scope.Groups);
            var started = time.GetTimestamp();
            await session.ReadEachAsync("metric", sql, totals.Add, options.Value.QueryTimeout, cancellationToken);
            var took = time.GetElapsedTime(started);
            return
            [
                .. metrics.Select(
                    (metric, i) => scope.Comparison.Result(metric, totals.Arms(scope.Users.Variants, i), BoundSql.Show(sql), took)
                ),
            ];
        }
        catch (AnalyticsDatabaseException exception) when (!exception.IsConnectionFailure)
        {
            return [.. metrics.Select(metric => MetricComparison.Failed(metric, exception.Code, exception.Message, BoundSql.Show(sql)))];
        }
    }

    private Task<CustomerQuery> ReadAsync(
        AnalyticsSession session,
        string query,
        IReadOnlyList<NeededColumn> needed,
        HoldoutScope scope,
        CancellationToken cancellationToken
    ) =>
        CustomerQuery.ReadAsync(
            session,
            query,
            QueryWindow.OfEvents(scope.Users, cupedDays: null),
            needed,
            options.Value.PreviewTimeout,
            cancellationToken
        );
}

/// <summary>Shared by all metrics of one report.</summary>
/// <param name="Users">The two groups, and the period.</param>
/// <param name="Groups">Who belongs to which.</param>
/// <param name="Sql">Returns a row per user.</param>
/// <param name="Alpha">Error rate of the fixed test.</param>
internal sealed record HoldoutScope(ExperimentScope Users, HoldoutGroups Groups, MetricSql Sql, double Alpha)
{
    public MetricComparison Comparison { get; } = new(Users, Alpha, plannedUsers: null, earlier: []);
}
