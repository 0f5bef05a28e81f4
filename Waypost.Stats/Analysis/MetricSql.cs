using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>
/// Generates the SQL of an analysis as text, because it wraps customers' queries whose columns and types are only known at run time, which
/// EF Core and query builders cannot express. One pass over a query's events serves all metrics that share it: an outer join keeps users
/// without events, then one total per user, then one row per variant. var_samp and covar_samp compute variances from deviations (Youngs
/// and Cramer), never as a difference of large sums.
/// </summary>
internal sealed partial class MetricSql(ExperimentScope scope, CustomerQuery exposures, ExposureTally tally, double alpha, int? cupedDays)
{
    private const string NotNumbers = "('NaN', 'Infinity', '-Infinity')";

    /// <summary>
    /// Metrics of one query and one window. The row with v = −1 holds excluded users, others below 0 those whose window is open. Returns
    /// <c>v</c>, <c>users</c>, <c>missing</c>, and for metric i mean{i}, variance{i} and so on.
    /// </summary>
    public string Shared(CustomerQuery events, IReadOnlyList<MetricDefinition> metrics)
    {
        var cuped = metrics.Any(UsesCuped) ? cupedDays : null;
        var window = metrics[0].Window;
        var id = Id(exposures, events);
        var values = Each(
            metrics,
            (metric, i) =>
                $", {Value(metric, events, "n", "s")} as r{i}" + (cuped is null ? "" : $", {Value(metric, events, "xn", "xs")} as x{i}")
        );
        var cappedValues = Each(
            metrics,
            (metric, i) =>
                $", p.r{i}, {Capped(metric, $"p.r{i}", i)} as y{i}"
                + (cuped is null ? "" : $", p.x{i}, {Capped(metric, $"p.x{i}", i)} as z{i}")
        );
        var columns = Each(metrics, (metric, i) => Columns(metric, i, UsesCuped(metric) && cuped is not null));
        var (capColumns, capJoin) = CapParts(metrics);
        var tables = $"""
            with {UsersTable(id, events.TypeOf("timestamp")!, window)}, waypost_totals as (
            select min(w.v) as v, {Totals(events, cuped, window, "w.t0")}{GroupOf(
                "min(w.t0)",
                events.TypeOf("timestamp")!,
                "min(w.level)"
            )}{Volumes(events)}
            from {ExposureSql.Users} as w left join ({Events(events, id, cuped)}) as e
              on e.u = w.u and e.t >= {First("w.t0", cuped, window)}{BeforeEnd("w.t0", window)}
            group by w.u), waypost_values as (
            select v, missing{values}{Group("")}{Volumes("")}
            from waypost_totals){CapsTable(metrics)}
            """;
        return OfEachUser
            ? tables + EachUser(metrics, capJoin)
            : $"""
                {tables}
                select c.v, count(*)::float8 as users, sum(c.missing)::float8 as missing{columns}{Group("c.")}{VolumeUsers()}
                from (
                select p.v, p.missing{cappedValues}{capColumns}{Group("p.")}{Volumes("p.")}
                from waypost_values as p{capJoin}) as c
                {GroupBy}
                """;
    }

    /// <summary>A ratio of two queries' sums. The metric's cap applies to the numerator.</summary>
    public string Ratio(CustomerQuery numerator, CustomerQuery denominator, MetricDefinition metric)
    {
        var cuped = UsesCuped(metric) ? cupedDays : null;
        var id = Id(exposures, numerator, denominator);
        var numeratorValue = Value(metric, numerator, "coalesce(a.n, 0)", "coalesce(a.s, 0)");
        var countable = metric with { Type = MetricType.Count };
        var denominatorValue = Value(countable, denominator, "coalesce(b.n, 0)", "coalesce(b.s, 0)");
        var before = cuped is null
            ? RatioBefore.None
            : RatioBefore.Of(
                Value(metric, numerator, "coalesce(a.xn, 0)", "coalesce(a.xs, 0)"),
                Value(countable, denominator, "coalesce(b.xn, 0)", "coalesce(b.xs, 0)"),
                Capped(metric, "p.x0", 0),
                CapParts([metric]).Join
            );
        var (capColumns, capJoin) = CapParts([metric]);
        var tables = $"""
            with {UsersTable(id, ColumnTypes.TimestampWithZone, metric.Window)}, waypost_numerators as (
            {PerUser(numerator, id, cuped, metric.Window, Volumes(numerator))}), waypost_denominators as (
            {PerUser(denominator, id, cuped, metric.Window, "")}), waypost_values as (
            select w.v, coalesce(a.missing, 0) + coalesce(b.missing, 0) as missing, {numeratorValue} as r0, {denominatorValue} as d{GroupOf(
                "w.t0",
                ColumnTypes.TimestampWithZone,
                "w.level"
            )}{before.Values}{Volumes("a.")}
            from {ExposureSql.Users} as w
              left join waypost_numerators as a on a.u = w.u
              left join waypost_denominators as b on b.u = w.u){CapsTable([metric])}{before.Table}
            """;
        return OfEachUser
            ? tables + EachUser([metric], capJoin)
            : $"""
                {tables}
                select c.v, count(*)::float8 as users, sum(c.missing)::float8 as missing{Columns(metric, 0, cuped: false)},
                  count(*) filter (where c.d in {NotNumbers})::float8 as dbad, avg(c.d) as dmean, var_samp(c.d) as dvariance,
                  sum(c.d) as dsum,
                  covar_samp(c.y0, c.d) as dcovariance{before.Aggregates}{Group("c.")}{VolumeUsers()}
                from (
                select p.v, p.missing, p.r0, p.d, {Capped(metric, "p.r0", 0)} as y0{capColumns}{before.Columns}{Group("p.")}{Volumes("p.")}
                from waypost_values as p{capJoin}{before.Join}) as c
                {GroupBy}
                """;
    }

    /// <summary>Whether CUPED applies: to means, proportions and ratios, not to quantiles or funnels.</summary>
    public static bool UsesCuped(MetricDefinition metric) => metric is { Quantile: null, Steps: null or { Count: 0 } };

    private string PerUser(CustomerQuery events, string id, int? cuped, MetricWindow? window, string volumes)
    {
        var firstExposure = SqlText.Instant("w.t0", ColumnTypes.TimestampWithZone, events.TypeOf("timestamp")!);
        return $"""
            select w.u, {Totals(events, cuped, window, firstExposure)}{volumes}
            from {ExposureSql.Users} as w join ({Events(events, id, cuped)}) as e
              on e.u = w.u and e.t >= {First(firstExposure, cuped, window)}{BeforeEnd(firstExposure, window)}
            group by w.u
            """;
    }

    private string Events(CustomerQuery events, string id, int? cuped)
    {
        var value = events.TypeOf("value") switch
        {
            null => "",
            ColumnTypes.Interval => ", extract(epoch from q.value)::float8 as y",
            _ => ", q.value as y",
        };
        return $"""

            select {id} as u, q."timestamp" as t{value}
            from {events.As("q")}
            where {ExposureSql.Within(events, scope.From.AddDays(-(cuped ?? 0)), scope.To)}

            """;
    }

    /// <summary>
    /// Number n of events, their sum s and the number without a value; with CUPED also n and s before the first exposure.
    /// </summary>
    /// <param name="firstExposure">Of the type of the events' timestamp.</param>
    private static string Totals(CustomerQuery events, int? cuped, MetricWindow? window, string firstExposure)
    {
        var hasValue = events.TypeOf("value") is not null;
        string Part(string prefix, string? during)
        {
            var filter = during is null ? "" : $" filter (where {during})";
            return $"count(e.u){filter} as {prefix}n, {(hasValue ? $"coalesce(sum(e.y){filter}, 0)::float8" : "0::float8")} as {prefix}s"
                + (prefix.Length > 0 ? "" : $", {(hasValue ? $"count(e.u){filter} - count(e.y){filter}" : "0")} as missing");
        }

        return cuped is null
            ? Part("", null)
            : $"{Part("", $"e.t >= {Begin(firstExposure, window)}")}, {Part("x", $"e.t < {firstExposure}")}";
    }

    private static string Value(MetricDefinition metric, CustomerQuery events, string count, string sum) =>
        metric.Type switch
        {
            MetricType.Binomial => $"case when {count} > 0 then 1::float8 else 0::float8 end",
            _ => events.TypeOf("value") is null ? $"{count}::float8" : sum,
        };

    /// <summary>The first instant of which events are read: with CUPED, its days before the first exposure.</summary>
    private static string First(string firstExposure, int? cuped, MetricWindow? window) =>
        cuped is { } days ? $"{firstExposure} - interval '{SqlText.Of(days)} days'" : Begin(firstExposure, window);

    private static string CapsTable(IReadOnlyList<MetricDefinition> metrics)
    {
        if (!metrics.Any(IsPercentile))
        {
            return "";
        }
        var caps = metrics
            .Select((metric, i) => (metric, i))
            .Where(one => IsPercentile(one.metric))
            .Select(one =>
                $"percentile_cont({SqlText.Of(one.metric.Cap!.Percentile!.Value)}) within group (order by r{one.i}) as k{one.i}"
            );
        return $", waypost_caps as (\nselect {string.Join(", ", caps)} from waypost_values where v >= 0)";
    }

    private static (string Columns, string Join) CapParts(IReadOnlyList<MetricDefinition> metrics) =>
        metrics.Any(IsPercentile) ? (", k.*", " cross join waypost_caps as k") : ("", "");

    private static bool IsPercentile(MetricDefinition metric) => metric is { Cap.Percentile: not null, Type: not MetricType.Binomial };

    private static string Cap(MetricDefinition metric, string percentile) =>
        metric.Cap!.Value is { } value ? SqlText.Of(value) : percentile;

    private static bool IsCapped(MetricDefinition metric) => metric is { Cap: not null, Type: not MetricType.Binomial };

    private static string Capped(MetricDefinition metric, string value, int i) =>
        IsCapped(metric) ? $"least({value}, {Cap(metric, $"k.k{i}")})" : value;

    private static string Each(IReadOnlyList<MetricDefinition> metrics, Func<MetricDefinition, int, string> text) =>
        string.Concat(metrics.Select(text));

    private static string Id(params IReadOnlyList<CustomerQuery> queries) =>
        SqlText.Id("q.user_id", [.. queries.Select(query => query.TypeOf("user_id")!)]);
}
