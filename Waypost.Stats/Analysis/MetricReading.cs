using Microsoft.Extensions.Options;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>Runs the metrics' queries, those that share one in one pass. A metric that fails says why, and the others go on.</summary>
internal sealed class MetricReading(IOptions<StatsOptions> options, TimeProvider time)
{
    /// <summary>Metrics whose values come from one pass over one query's events.</summary>
    public static IReadOnlyList<IReadOnlyList<ExperimentMetric>> Passes(IReadOnlyList<ExperimentMetric> metrics) =>
        [
            .. metrics
                .Where(metric => metric.Definition.DenominatorQuery is null)
                .GroupBy(metric => metric.Definition.Query.Trim().TrimEnd(';'), StringComparer.Ordinal)
                .Select(group => group.ToList()),
            .. metrics
                .Where(metric => metric.Definition.DenominatorQuery is not null)
                .Select(metric => new List<ExperimentMetric> { metric }),
        ];

    public async Task<IReadOnlyList<MetricResult>> ReadAsync(
        EventsSession session,
        IReadOnlyList<ExperimentMetric> pass,
        AnalysisScope scope,
        CancellationToken cancellationToken
    )
    {
        using var span = Instruments
            .Source.StartActivity("waypost.analysis.metrics")
            ?.SetTag("waypost.metrics", string.Join(' ', pass.Select(metric => metric.Definition.Key)));
        var results = new List<MetricResult>();
        var usable = new List<ExperimentMetric>();
        CustomerQuery? events = null;
        foreach (var metric in pass)
        {
            try
            {
                events = await CustomerQuery.ReadAsync(
                    session,
                    metric.Definition.Query,
                    NeededColumn.Of(metric.Definition.Type),
                    options.Value.PreviewTimeout,
                    cancellationToken
                );
                usable.Add(metric);
            }
            catch (EventsFault fault) when (!fault.IsOfConnection)
            {
                results.Add(MetricComparison.Failed(metric, fault.Code, fault.Message, metric.Definition.Query));
            }
        }

        return usable.Count == 0 ? results : [.. results, .. await RunAsync(session, usable, events!, scope, cancellationToken)];
    }

    private async Task<IReadOnlyList<MetricResult>> RunAsync(
        EventsSession session,
        List<ExperimentMetric> metrics,
        CustomerQuery events,
        AnalysisScope scope,
        CancellationToken cancellationToken
    )
    {
        var sql = metrics[0].Definition.Query;
        try
        {
            sql = metrics[0].Definition.DenominatorQuery is { } below
                ? scope.Sql.Ratio(
                    events,
                    await CustomerQuery.ReadAsync(
                        session,
                        below,
                        NeededColumn.OfDenominator,
                        options.Value.PreviewTimeout,
                        cancellationToken
                    ),
                    metrics[0].Definition
                )
                : scope.Sql.Shared(events, [.. metrics.Select(metric => metric.Definition)]);
            await StreamingPlan.PreferAsync(session, sql, options.Value.PreviewTimeout, cancellationToken);
            var began = time.GetTimestamp();
            var rows = await session.RunAsync("metric", sql, MetricArm.Row, options.Value.QueryTimeout, cancellationToken);
            var took = time.GetElapsedTime(began);
            return [.. metrics.Select((metric, i) => scope.Comparison.Result(metric, Arms(metric, rows, scope, i), sql, took))];
        }
        catch (EventsFault fault) when (!fault.IsOfConnection)
        {
            return [.. metrics.Select(metric => MetricComparison.Failed(metric, fault.Code, fault.Message, sql))];
        }
    }

    private static List<MetricArm> Arms(
        ExperimentMetric metric,
        IReadOnlyList<IReadOnlyDictionary<string, double?>> rows,
        AnalysisScope scope,
        int i
    ) =>
        [
            .. scope.Experiment.Variants.Select(
                (variant, place) => MetricArm.Of(variant.Key, metric.Definition, rows.FirstOrDefault(row => row["v"] == place), i)
            ),
        ];
}

/// <summary>What all metrics of one analysis have in common.</summary>
internal sealed record AnalysisScope(ExperimentScope Experiment, MetricSql Sql, MetricComparison Comparison);
