using System.Text;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>
/// One pass over a metric query's events for all metrics that share it: users without events by an outer join, one total per user,
/// then one row per variant. Variances by var_samp and covar_samp, which PostgreSQL computes by deviations (Youngs and Cramer), never as a
/// difference of large sums.
/// </summary>
internal sealed class MetricSql(ExperimentScope scope, CustomerQuery exposures, ExposureTally tally, double alpha, int? cupedDays)
{
    private const string NotNumbers = "('NaN', 'Infinity', '-Infinity')";

    /// <summary>
    /// Metrics of one query. The row with v = −1 holds users who do not count. Answers <c>v</c>, <c>users</c>, <c>missing</c>, and for
    /// metric i mean{i}, variance{i} and so on.
    /// </summary>
    public string Shared(CustomerQuery events, IReadOnlyList<MetricDefinition> metrics)
    {
        var cuped = metrics.Any(UsesCuped) ? cupedDays : null;
        var id = Id(exposures, events);
        var sql = new StringBuilder(
            $"""
            with {Exposed.UsersTable(exposures, scope, id, events.TypeOf("timestamp")!)}, waypost_totals as (
            select min(w.v) as v, {Totals(events, cuped)}
            from {Exposed.Users} as w left join ({Events(events, id, cuped)}) as e on e.u = w.u and e.t >= {Before("w.t0", cuped)}
            group by w.u), waypost_values as (
            select v, missing{Each(
                metrics,
                (metric, i) =>
                    $", {Value(metric, events, "n", "s")} as r{i}{(cuped is null ? "" : $", {Value(metric, events, "xn", "xs")} as x{i}")}"
            )}
            from waypost_totals)
            """
        );
        AppendCaps(sql, metrics);
        sql.Append(
            $"""

            select c.v, count(*)::float8 as users, sum(c.missing)::float8 as missing{Each(
                metrics,
                (metric, i) => Columns(metric, i, UsesCuped(metric) && cuped is not null)
            )}
            from (
            select p.v, p.missing{Each(
                metrics,
                (metric, i) =>
                    $", p.r{i}, {Capped(metric, $"p.r{i}", i)} as y{i}{(cuped is null ? "" : $", {Capped(metric, $"p.x{i}", i)} as z{i}")}"
            )}{(metrics.Any(IsPercentile) ? ", k.*" : "")}
            from waypost_values as p{(metrics.Any(IsPercentile) ? " cross join waypost_caps as k" : "")}) as c
            group by c.v
            """
        );
        return sql.ToString();
    }

    /// <summary>Sums of two queries per user. The metric's cap is the numerator's.</summary>
    public string Ratio(CustomerQuery numerator, CustomerQuery denominator, MetricDefinition metric)
    {
        var id = Id(exposures, numerator, denominator);
        var below = metric with { Type = MetricType.Count };
        var sql = new StringBuilder(
            $"""
            with {Exposed.UsersTable(exposures, scope, id, ColumnTypes.TimestampWithZone)}, waypost_numerators as (
            {PerUser(numerator, id)}), waypost_denominators as (
            {PerUser(denominator, id)}), waypost_values as (
            select w.v, coalesce(a.missing, 0) + coalesce(b.missing, 0) as missing,
              {Value(metric, numerator, "coalesce(a.n, 0)", "coalesce(a.s, 0)")} as r0, {Value(
                below,
                denominator,
                "coalesce(b.n, 0)",
                "coalesce(b.s, 0)"
            )} as d
            from {Exposed.Users} as w left join waypost_numerators as a on a.u = w.u left join waypost_denominators as b on b.u = w.u)
            """
        );
        AppendCaps(sql, [metric]);
        sql.Append(
            $"""

            select c.v, count(*)::float8 as users, sum(c.missing)::float8 as missing{Columns(metric, 0, cuped: false)},
              count(*) filter (where c.d in {NotNumbers})::float8 as dbad, avg(c.d) as dmean, var_samp(c.d) as dvariance, sum(c.d) as dsum, covar_samp(c.y0, c.d) as dcovariance
            from (
            select p.v, p.missing, p.r0, p.d, {Capped(metric, "p.r0", 0)} as y0{(IsPercentile(metric) ? ", k.*" : "")}
            from waypost_values as p{(IsPercentile(metric) ? " cross join waypost_caps as k" : "")}) as c
            group by c.v
            """
        );
        return sql.ToString();
    }

    /// <summary>Whether what came before can take away variance: from means, not from counts of users, ratios or quantiles.</summary>
    public static bool UsesCuped(MetricDefinition metric) =>
        metric is { Type: not MetricType.Binomial, Quantile: null, DenominatorQuery: null };

    private string PerUser(CustomerQuery events, string id) =>
        $"""
            select w.u, {Totals(events, null)}
            from {Exposed.Users} as w join ({Events(events, id, null)}) as e on e.u = w.u and e.t >= {SqlText.Instant(
                "w.t0",
                ColumnTypes.TimestampWithZone,
                events.TypeOf("timestamp")!
            )}
            group by w.u
            """;

    private string Events(CustomerQuery events, string id, int? cuped) =>
        $"""

            select {id} as u, q."timestamp" as t{(
                events.TypeOf("value") is { } type
                    ? $", {(type == ColumnTypes.Interval ? "extract(epoch from q.value)::float8" : "q.value")} as y"
                    : ""
            )}
            from {events.As("q")}
            where {Exposed.Within(events, scope.From.AddDays(-(cuped ?? 0)), scope.To)}

            """;

    /// <summary>Events n, their sum s and how many had no value; with CUPED the same before the first exposure.</summary>
    private static string Totals(CustomerQuery events, int? cuped)
    {
        var hasValue = events.TypeOf("value") is not null;
        string Part(string prefix, string? during)
        {
            var filter = during is null ? "" : $" filter (where {during})";
            return $"count(e.u){filter} as {prefix}n, {(hasValue ? $"coalesce(sum(e.y){filter}, 0)::float8" : "0::float8")} as {prefix}s"
                + (prefix.Length > 0 ? "" : $", {(hasValue ? $"count(e.u){filter} - count(e.y){filter}" : "0")} as missing");
        }

        return cuped is null ? Part("", null) : $"{Part("", "e.t >= w.t0")}, {Part("x", "e.t < w.t0")}";
    }

    private static string Value(MetricDefinition metric, CustomerQuery events, string count, string sum) =>
        metric.Type switch
        {
            MetricType.Binomial => $"case when {count} > 0 then 1::float8 else 0::float8 end",
            _ => events.TypeOf("value") is null ? $"{count}::float8" : sum,
        };

    private static string Before(string instant, int? cuped) =>
        cuped is { } days ? $"{instant} - interval '{SqlText.Of(days)} days'" : instant;

    private static void AppendCaps(StringBuilder sql, IReadOnlyList<MetricDefinition> metrics)
    {
        if (!metrics.Any(IsPercentile))
        {
            return;
        }
        var caps = metrics
            .Select((metric, i) => (metric, i))
            .Where(one => IsPercentile(one.metric))
            .Select(one =>
                $"percentile_cont({SqlText.Of(one.metric.Cap!.Percentile!.Value)}) within group (order by r{one.i}) as k{one.i}"
            );
        sql.Append($", waypost_caps as (\nselect {string.Join(", ", caps)} from waypost_values where v >= 0)");
    }

    private static bool IsPercentile(MetricDefinition metric) => metric is { Cap.Percentile: not null, Type: not MetricType.Binomial };

    private static string Cap(MetricDefinition metric, string percentile) =>
        metric.Cap!.Value is { } value ? SqlText.Of(value) : percentile;

    private static bool IsCapped(MetricDefinition metric) => metric is { Cap: not null, Type: not MetricType.Binomial };

    private static string Capped(MetricDefinition metric, string value, int i) =>
        IsCapped(metric) ? $"least({value}, {Cap(metric, $"k.k{i}")})" : value;

    private string Columns(MetricDefinition metric, int i, bool cuped)
    {
        var sql = new StringBuilder(
            $"""
            ,
              count(*) filter (where c.r{i} in {NotNumbers})::float8 as bad{i}, min(c.r{i}) as lowest{i}, avg(c.y{i}) as mean{i}, var_samp(c.y{i}) as variance{i}, sum(c.y{i}) as sum{i}
            """
        );
        if (IsCapped(metric))
        {
            sql.Append(
                $", max({Cap(metric, $"c.k{i}")}) as cap{i}, count(*) filter (where c.r{i} > {Cap(metric, $"c.k{i}")})::float8 as capped{i}"
            );
        }
        if (cuped)
        {
            sql.Append($", avg(c.z{i}) as xmean{i}, var_samp(c.z{i}) as xvariance{i}, covar_samp(c.y{i}, c.z{i}) as covariance{i}");
        }
        if (metric.Quantile is { } quantile)
        {
            AppendQuantiles(sql, quantile, i);
        }
        return sql.ToString();
    }

    /// <summary>The rank's interval depends on how many users a variant has, which is known since the exposures were counted.</summary>
    private void AppendQuantiles(StringBuilder sql, double quantile, int i)
    {
        var shares = tally.Users.Select(users => users == 0 ? 0 : Statistics.Quantiles.Reach(quantile, users, alpha)).ToList();
        string Share(int sign) =>
            $"case c.v {string.Join(' ', shares.Select((reach, place) => $"when {SqlText.Of(place)} then " + $"{SqlText.Of(Math.Clamp(quantile + (sign * reach), 0, 1))}"))} end";
        foreach (var (name, sign) in new[] { ("at", 0), ("low", -1), ("high", 1) })
        {
            sql.Append(
                $", percentile_cont({(sign == 0 ? SqlText.Of(quantile) : Share(sign))}) within group (order by c.y{i}) as {name}{i}"
            );
        }
    }

    private static string Each(IReadOnlyList<MetricDefinition> metrics, Func<MetricDefinition, int, string> text) =>
        string.Concat(metrics.Select(text));

    private static string Id(params IReadOnlyList<CustomerQuery> queries) =>
        SqlText.Id("q.user_id", [.. queries.Select(query => query.TypeOf("user_id")!)]);
}
