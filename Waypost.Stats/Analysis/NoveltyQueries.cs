using Microsoft.Extensions.Options;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>Runs the queries of the metrics by day of first exposure, pass by pass.</summary>
internal sealed class NoveltyQueries(IOptions<StatsOptions> options)
{
    public async Task<IReadOnlyList<NoveltyMetric>> RunAsync(
        AnalyticsSession session,
        IReadOnlyList<ExperimentMetric> pass,
        NoveltyScope scope,
        CancellationToken cancellationToken
    )
    {
        var refused = pass.Select(metric => (Metric: metric, Why: NotByDay(metric.Definition))).ToLookup(one => one.Why is not null);
        var computed = await MetricPass.RunAsync(
            [.. refused[false].Select(one => one.Metric)],
            metric => ReadAsync(session, metric.Definition.Query, NeededColumn.Of(metric.Definition.Type), scope, cancellationToken),
            (usable, events) => AggregateAsync(session, usable, events, scope, cancellationToken),
            Failed
        );
        var counted = new List<NoveltyMetric>();
        foreach (var (metric, why) in refused[true])
        {
            counted.Add(
                Failed(metric, why!.Value.Code, why.Value.Message) with
                {
                    Volumes = await VolumesAsync(session, metric, scope, cancellationToken),
                }
            );
        }

        return [.. counted, .. computed];
    }

    /// <summary>Why a metric is not computed by day; null = it is.</summary>
    private static (string Code, string Message)? NotByDay(MetricDefinition metric) =>
        // It would need the ranks of every day.
        metric.Quantile
            is not null
            ? ("quantile-by-day", "Quantiles are not computed by day of first exposure.")
        : metric.Steps is { Count: > 0 } ? ("funnel-by-day", "Funnels are not computed by day of first exposure.")
        : null;

    private async Task<IReadOnlyList<NoveltyMetric>> AggregateAsync(
        AnalyticsSession session,
        IReadOnlyList<ExperimentMetric> metrics,
        CustomerQuery events,
        NoveltyScope scope,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var sql = metrics[0].Definition.DenominatorQuery is { } denominator
                ? scope.Sql.Ratio(
                    events,
                    await ReadAsync(session, denominator, NeededColumn.OfDenominator, scope, cancellationToken),
                    metrics[0].Definition
                )
                : scope.Sql.Shared(events, [.. metrics.Select(metric => metric.Definition)]);
            await StreamingPlan.PreferAsync(session, sql, options.Value.PreviewTimeout, cancellationToken);
            var rows = await session.RunAsync("metric", sql, MetricArm.ReadRow, options.Value.QueryTimeout, cancellationToken);
            return [.. metrics.Select((metric, i) => Of(metric, rows, i, scope))];
        }
        catch (AnalyticsDatabaseException exception) when (!exception.IsConnectionFailure)
        {
            return [.. metrics.Select(metric => Failed(metric, exception.Code, exception.Message))];
        }
    }

    /// <summary>Null if they cannot be counted.</summary>
    private async Task<IReadOnlyList<MetricVolume>?> VolumesAsync(
        AnalyticsSession session,
        ExperimentMetric metric,
        NoveltyScope scope,
        CancellationToken cancellationToken
    )
    {
        if (scope.Sql.VolumeDates.Count == 0)
        {
            return [];
        }

        try
        {
            var (query, type) = (metric.Definition.Query, metric.Definition.Type);
            var events = await ReadAsync(session, query, NeededColumn.Of(type), scope, cancellationToken);
            var sql = scope.Sql.VolumesOnly(events, metric.Definition.Window);
            return VolumesOf(
                await session.RunAsync("metric", sql, MetricArm.ReadRow, options.Value.QueryTimeout, cancellationToken),
                scope
            );
        }
        catch (AnalyticsDatabaseException exception) when (!exception.IsConnectionFailure)
        {
            return null;
        }
    }

    /// <summary>Of users who count, and of those whose window is still open.</summary>
    private static List<MetricVolume> VolumesOf(IReadOnlyList<IReadOnlyDictionary<string, double?>> rows, NoveltyScope scope) =>
        [
            .. scope.Sql.VolumeDates.SelectMany(
                (date, day) =>
                    scope.Experiment.Variants.Select(
                        (variant, index) =>
                            new MetricVolume(
                                date,
                                variant.Key,
                                (long)
                                    rows.Where(row => row["v"] == index || row["v"] == ExposureSql.OpenVariant(index))
                                        .Sum(row => row[MetricSql.VolumeOf(day)] ?? 0)
                            )
                    )
            ),
        ];

    private Task<CustomerQuery> ReadAsync(
        AnalyticsSession session,
        string query,
        IReadOnlyList<NeededColumn> needed,
        NoveltyScope scope,
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

    private static NoveltyMetric Of(
        ExperimentMetric metric,
        IReadOnlyList<IReadOnlyDictionary<string, double?>> rows,
        int i,
        NoveltyScope scope
    ) =>
        new(
            metric.Definition.Key,
            metric.Definition.Name,
            metric.Definition.Type,
            [
                .. rows.Where(row => row["v"] >= 0 && row["day"] >= 0)
                    .GroupBy(row => (int)row["day"]!.Value)
                    .OrderBy(day => day.Key)
                    .Select(day => DayOf(metric, scope.Days[day.Key].Date, [.. day], i, scope)),
            ]
        )
        {
            Volumes = VolumesOf(rows, scope),
        };

    private static NoveltyDay DayOf(
        ExperimentMetric metric,
        DateOnly date,
        List<IReadOnlyDictionary<string, double?>> rows,
        int i,
        NoveltyScope scope
    )
    {
        var arms = scope
            .Experiment.Variants.Select(
                (variant, index) => MetricArm.Of(variant.Key, metric.Definition, rows.Find(row => row["v"] == index), i)
            )
            .ToList();
        var result = scope.Comparison.Result(metric, arms, "", TimeSpan.Zero);
        return new(
            date,
            [
                .. arms.Select(arm => new NoveltyVariant(
                    arm.Variant,
                    arm.Users,
                    result.Variants.FirstOrDefault(variant => variant.Variant == arm.Variant)?.Mean
                )),
            ],
            [.. result.Comparisons.Select(one => new NoveltyComparison(one.Variant, one.Difference, one.IntervalAbsolute))]
        );
    }

    private static NoveltyMetric Failed(ExperimentMetric metric, string code, string message) =>
        new(metric.Definition.Key, metric.Definition.Name, metric.Definition.Type, [], new(code, message));
}

/// <summary>Shared by all metrics of one job.</summary>
/// <param name="Days">The days that are shown, in order.</param>
/// <param name="Alpha">Error rate of each day's interval.</param>
internal sealed record NoveltyScope(ExperimentScope Experiment, MetricSql Sql, IReadOnlyList<LocalDay> Days, double Alpha)
{
    public MetricComparison Comparison { get; } = new(Experiment, Alpha, plannedUsers: null, earlier: []);
}
