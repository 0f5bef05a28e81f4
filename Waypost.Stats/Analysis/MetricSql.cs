using System.Text;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>
/// Generates the SQL of an analysis as text, because it wraps customers' queries whose columns and types are only known at run time, which
/// EF Core and query builders cannot express. One pass over a query's events serves all metrics that share it: an outer join keeps users
/// without events, then one total per user, then one row per variant. var_samp and covar_samp compute variances from deviations (Youngs
/// and Cramer), never as a difference of large sums.
/// </summary>
internal sealed class MetricSql(ExperimentScope scope, CustomerQuery exposures, ExposureTally tally, double alpha, int? cupedDays)
{
    private const string NotNumbers = "('NaN', 'Infinity', '-Infinity')";

    /// <summary>
    /// Metrics of one query. The row with v = −1 holds excluded users. Returns <c>v</c>, <c>users</c>, <c>missing</c>, and for metric i
    /// mean{i}, variance{i} and so on.
    /// </summary>
    public string Shared(CustomerQuery events, IReadOnlyList<MetricDefinition> metrics)
    {
        var cuped = metrics.Any(UsesCuped) ? cupedDays : null;
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
        return $"""
            with {ExposureSql.UsersTable(exposures, scope, id, events.TypeOf("timestamp")!)}, waypost_totals as (
            select min(w.v) as v, {Totals(events, cuped)}
            from {ExposureSql.Users} as w left join ({Events(events, id, cuped)}) as e on e.u = w.u and e.t >= {Before("w.t0", cuped)}
            group by w.u), waypost_values as (
            select v, missing{values}
            from waypost_totals){CapsTable(metrics)}
            select c.v, count(*)::float8 as users, sum(c.missing)::float8 as missing{columns}
            from (
            select p.v, p.missing{cappedValues}{capColumns}
            from waypost_values as p{capJoin}) as c
            group by c.v
            """;
    }

    /// <summary>A ratio of two queries' sums. The metric's cap applies to the numerator.</summary>
    public string Ratio(CustomerQuery numerator, CustomerQuery denominator, MetricDefinition metric)
    {
        var id = Id(exposures, numerator, denominator);
        var numeratorValue = Value(metric, numerator, "coalesce(a.n, 0)", "coalesce(a.s, 0)");
        var countable = metric with { Type = MetricType.Count };
        var denominatorValue = Value(countable, denominator, "coalesce(b.n, 0)", "coalesce(b.s, 0)");
        var (capColumns, capJoin) = CapParts([metric]);
        return $"""
            with {ExposureSql.UsersTable(exposures, scope, id, ColumnTypes.TimestampWithZone)}, waypost_numerators as (
            {PerUser(numerator, id)}), waypost_denominators as (
            {PerUser(denominator, id)}), waypost_values as (
            select w.v, coalesce(a.missing, 0) + coalesce(b.missing, 0) as missing, {numeratorValue} as r0, {denominatorValue} as d
            from {ExposureSql.Users} as w
              left join waypost_numerators as a on a.u = w.u left join waypost_denominators as b on b.u = w.u){CapsTable([metric])}
            select c.v, count(*)::float8 as users, sum(c.missing)::float8 as missing{Columns(metric, 0, cuped: false)},
              count(*) filter (where c.d in {NotNumbers})::float8 as dbad, avg(c.d) as dmean, var_samp(c.d) as dvariance, sum(c.d) as dsum,
              covar_samp(c.y0, c.d) as dcovariance
            from (
            select p.v, p.missing, p.r0, p.d, {Capped(metric, "p.r0", 0)} as y0{capColumns}
            from waypost_values as p{capJoin}) as c
            group by c.v
            """;
    }

    /// <summary>Whether CUPED applies: to means, not to binomial metrics, ratios or quantiles.</summary>
    public static bool UsesCuped(MetricDefinition metric) =>
        metric is { Type: not MetricType.Binomial, Quantile: null, DenominatorQuery: null };

    private string PerUser(CustomerQuery events, string id)
    {
        var firstExposure = SqlText.Instant("w.t0", ColumnTypes.TimestampWithZone, events.TypeOf("timestamp")!);
        return $"""
            select w.u, {Totals(events, null)}
            from {ExposureSql.Users} as w join ({Events(events, id, null)}) as e on e.u = w.u and e.t >= {firstExposure}
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

    private string Columns(MetricDefinition metric, int i, bool cuped)
    {
        var sql = new StringBuilder(
            $"""
            ,
              count(*) filter (where c.r{i} in {NotNumbers})::float8 as bad{i}, min(c.r{i}) as lowest{i},
              avg(c.y{i}) as mean{i}, var_samp(c.y{i}) as variance{i}, sum(c.y{i}) as sum{i}
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
            sql.Append($", count(*) filter (where c.x{i} in {NotNumbers})::float8 as xbad{i}");
        }
        if (metric.Quantile is { } quantile)
        {
            AppendQuantiles(sql, quantile, i);
        }
        return sql.ToString();
    }

    /// <summary>The interval of ranks depends on the variant's number of users, which the count of exposures found.</summary>
    private void AppendQuantiles(StringBuilder sql, double quantile, int i)
    {
        var halfWidths = tally.Users.Select(users => users == 0 ? 0 : Quantiles.RankHalfWidth(quantile, users, alpha)).ToList();
        string Share(int sign)
        {
            var cases = halfWidths.Select(
                (halfWidth, variant) => $"when {SqlText.Of(variant)} then {SqlText.Of(Math.Clamp(quantile + (sign * halfWidth), 0, 1))}"
            );
            return $"case c.v {string.Join(' ', cases)} end";
        }

        foreach (var (name, sign) in new[] { ("at", 0), ("low", -1), ("high", 1) })
        {
            sql.Append(
                $", percentile_cont({(sign == 0 ? SqlText.Of(quantile) : Share(sign))}) within group (order by c.y{i}) as {name}{i}"
            );
        }

        // The sort above serves these values too, so they cost nothing.
        AppendRanks(sql, MetricArm.Around, i, users => QuantileRanks.Around(quantile, users, alpha));
        AppendRanks(sql, MetricArm.ByRanks, i, users => QuantileRanks.OfInterval(quantile, users, alpha) is var (l, u) ? [l, u] : []);
    }

    private void AppendRanks(StringBuilder sql, string name, int i, Func<long, IReadOnlyList<long>> ranks)
    {
        var cases = tally
            .Users.Select((users, variant) => (variant, Shares: ranks(users).Select(rank => QuantileRanks.ShareOf(rank, users)).ToList()))
            .Where(one => one.Shares.Count > 0)
            .Select(one =>
                FormattableString.Invariant($"when {one.variant} then '{{{string.Join(',', one.Shares.Select(SqlText.Number))}}}'")
            )
            .ToList();
        if (cases.Count > 0)
        {
            sql.Append(
                $", percentile_disc((case c.v {string.Join(' ', cases)} end)::float8[]) within group (order by c.y{i}) as {name}{i}"
            );
        }
    }

    private static string Each(IReadOnlyList<MetricDefinition> metrics, Func<MetricDefinition, int, string> text) =>
        string.Concat(metrics.Select(text));

    private static string Id(params IReadOnlyList<CustomerQuery> queries) =>
        SqlText.Id("q.user_id", [.. queries.Select(query => query.TypeOf("user_id")!)]);
}
