using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>Metrics that are computed together, because they share a query. A metric that fails does not stop the others.</summary>
internal static class MetricPass
{
    /// <summary>Metrics that share a query and a window, and each ratio and each funnel by itself.</summary>
    public static IReadOnlyList<IReadOnlyList<ExperimentMetric>> GroupByQuery(IReadOnlyList<ExperimentMetric> metrics) =>
        [
            .. metrics
                .Where(metric => metric.Definition is { DenominatorQuery: null, Steps: null })
                .GroupBy(metric => (Query: metric.Definition.Query.Trim().TrimEnd(';'), metric.Definition.Window))
                .Select(group => group.ToList()),
            .. metrics
                .Where(metric => metric.Definition is not { DenominatorQuery: null, Steps: null })
                .Select(metric => new List<ExperimentMetric> { metric }),
        ];

    /// <param name="readAsync">Reads a metric's query.</param>
    /// <param name="aggregateAsync">Computes the metrics whose query can be read.</param>
    /// <param name="failed">The result of a metric whose query cannot be read, with a code and a message.</param>
    public static async Task<IReadOnlyList<T>> RunAsync<T>(
        IReadOnlyList<ExperimentMetric> pass,
        Func<ExperimentMetric, Task<CustomerQuery>> readAsync,
        Func<IReadOnlyList<ExperimentMetric>, CustomerQuery, Task<IReadOnlyList<T>>> aggregateAsync,
        Func<ExperimentMetric, string, string, T> failed
    )
    {
        using var span = Instruments
            .Source.StartActivity("waypost.analysis.metrics")
            ?.SetTag("waypost.metrics", string.Join(' ', pass.Select(metric => metric.Definition.Key)));
        var results = new List<T>();
        var usable = new List<ExperimentMetric>();
        CustomerQuery? events = null;
        foreach (var metric in pass)
        {
            try
            {
                events = await readAsync(metric);
                usable.Add(metric);
            }
            catch (AnalyticsDatabaseException exception) when (!exception.IsConnectionFailure)
            {
                results.Add(failed(metric, exception.Code, exception.Message));
            }
        }

        return usable.Count == 0 ? results : [.. results, .. await aggregateAsync(usable, events!)];
    }
}
