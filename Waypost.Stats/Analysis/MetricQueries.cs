using Microsoft.Extensions.Options;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>Runs the queries of an analysis, pass by pass.</summary>
internal sealed class MetricQueries(IOptions<StatsOptions> options, TimeProvider time)
{
    public Task<IReadOnlyList<MetricResult>> RunAsync(
        AnalyticsSession session,
        IReadOnlyList<ExperimentMetric> pass,
        AnalysisScope scope,
        CancellationToken cancellationToken
    ) =>
        MetricPass.RunAsync(
            pass,
            metric =>
                CustomerQuery.ReadAsync(
                    session,
                    metric.Definition.Query,
                    scope.WindowOf(pass),
                    NeededColumn.Of(metric.Definition.Type),
                    options.Value.PreviewTimeout,
                    cancellationToken
                ),
            (usable, events) => AggregateAsync(session, usable, events, scope, cancellationToken),
            (metric, code, message) => MetricComparison.Failed(metric, code, message, metric.Definition.Query)
        );

    private async Task<IReadOnlyList<MetricResult>> AggregateAsync(
        AnalyticsSession session,
        IReadOnlyList<ExperimentMetric> metrics,
        CustomerQuery events,
        AnalysisScope scope,
        CancellationToken cancellationToken
    )
    {
        var sql = metrics[0].Definition.Query;
        try
        {
            var generator = await WithCompleteUsersAsync(session, metrics, scope, cancellationToken);
            var first = metrics[0].Definition;
            async Task<CustomerQuery> ReadAsync(string query, IReadOnlyList<NeededColumn> needed) =>
                await CustomerQuery.ReadAsync(
                    session,
                    query,
                    scope.WindowOf(metrics),
                    needed,
                    options.Value.PreviewTimeout,
                    cancellationToken
                );
            sql =
                first.DenominatorQuery is { } denominator
                    ? generator.Ratio(events, await ReadAsync(denominator, NeededColumn.OfDenominator), first)
                : first.Steps is { Count: > 0 } steps ? generator.Funnel([.. await ReadStepsAsync(steps, ReadAsync), events], first)
                : generator.Shared(events, [.. metrics.Select(metric => metric.Definition)]);
            await StreamingPlan.PreferAsync(session, sql, options.Value.PreviewTimeout, cancellationToken);
            var started = time.GetTimestamp();
            var rows = await session.RunAsync("metric", sql, MetricArm.ReadRow, options.Value.QueryTimeout, cancellationToken);
            var took = time.GetElapsedTime(started);
            return
            [
                .. metrics.Select(
                    (metric, i) => Result(metric, column => Arms(metric, rows, scope, column), scope, i, BoundSql.Show(sql), took)
                ),
            ];
        }
        catch (AnalyticsDatabaseException exception) when (!exception.IsConnectionFailure)
        {
            return [.. metrics.Select(metric => MetricComparison.Failed(metric, exception.Code, exception.Message, BoundSql.Show(sql)))];
        }
    }

    private static async Task<IReadOnlyList<CustomerQuery>> ReadStepsAsync(
        IReadOnlyList<FunnelStep> steps,
        Func<string, IReadOnlyList<NeededColumn>, Task<CustomerQuery>> readAsync
    )
    {
        var queries = new List<CustomerQuery>();
        foreach (var step in steps)
        {
            try
            {
                queries.Add(await readAsync(step.Query, NeededColumn.Of(MetricType.Binomial)));
            }
            catch (AnalyticsDatabaseException exception) when (!exception.IsConnectionFailure)
            {
                throw new AnalyticsDatabaseException(exception.Code, $"Step {step.Name}: {exception.Message}", exception);
            }
        }

        return queries;
    }

    /// <param name="armsOf">By the number of a metric, or of a funnel's step.</param>
    private static MetricResult Result(
        ExperimentMetric metric,
        Func<int, List<MetricArm>> armsOf,
        AnalysisScope scope,
        int i,
        string sql,
        TimeSpan took
    ) =>
        metric.Definition.Steps is { Count: > 0 } steps
            ? scope.Comparison.Result(metric, armsOf(steps.Count), sql, took) with
            {
                Steps = FunnelComparison.Compare(scope.Comparison, metric, armsOf),
            }
            : scope.Comparison.Result(metric, armsOf(i), sql, took);

    /// <summary>The ranks of a quantile depend on the number of users, which with a window are fewer than the exposed ones.</summary>
    private async Task<MetricSql> WithCompleteUsersAsync(
        AnalyticsSession session,
        IReadOnlyList<ExperimentMetric> metrics,
        AnalysisScope scope,
        CancellationToken cancellationToken
    )
    {
        if (metrics[0].Definition.Window is not { } window || metrics.All(metric => metric.Definition.Quantile is null))
        {
            return scope.Sql;
        }

        var rows = await session.RunAsync(
            "metric",
            scope.Sql.CompleteUsers(window),
            row => (Variant: row.GetInt32(0), Users: row.GetInt64(1)),
            options.Value.QueryTimeout,
            cancellationToken
        );
        return scope.Sql.WithUsers([
            .. scope.Experiment.Variants.Select((_, index) => rows.Where(row => row.Variant == index).Sum(row => row.Users)),
        ]);
    }

    private static List<MetricArm> Arms(
        ExperimentMetric metric,
        IReadOnlyList<IReadOnlyDictionary<string, double?>> rows,
        AnalysisScope scope,
        int i
    ) =>
        [
            .. scope.Experiment.Variants.Select(
                (variant, index) =>
                    MetricArm.Of(variant.Key, metric.Definition, RowOf(rows, index), i) with
                    {
                        OpenUsers = metric.Definition.Window is null
                            ? null
                            : (long)(RowOf(rows, ExposureSql.OpenVariant(index))?["users"] ?? 0),
                    }
            ),
        ];

    private static IReadOnlyDictionary<string, double?>? RowOf(IReadOnlyList<IReadOnlyDictionary<string, double?>> rows, int variant) =>
        rows.FirstOrDefault(row => row["v"] == variant);
}

/// <summary>Shared by all metrics of one analysis.</summary>
internal sealed record AnalysisScope(ExperimentScope Experiment, MetricSql Sql, MetricComparison Comparison, int? CupedDays)
{
    /// <summary>What the metrics' queries have to deliver.</summary>
    public QueryWindow WindowOf(IEnumerable<ExperimentMetric> metrics) =>
        QueryWindow.OfEvents(Experiment, metrics.Any(metric => MetricSql.UsesCuped(metric.Definition)) ? CupedDays : null);
}
