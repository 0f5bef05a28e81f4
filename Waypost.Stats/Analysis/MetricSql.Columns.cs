using System.Text;
using Waypost.Stats.Queries;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>The aggregates of one metric, from one row per user.</summary>
internal sealed partial class MetricSql
{
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
        if (MetricArm.HasSkewness(metric) || cuped)
        {
            sql.Append(
                Thirds(
                    $"c.y{i}",
                    metric.DenominatorQuery is not null ? "c.d"
                        : cuped ? $"c.z{i}"
                        : null,
                    i
                )
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

    /// <summary>
    /// For the skewness: cov(y, y²) is the third central moment plus 2m·var(y), and likewise the others. Cubes of larger numbers would
    /// overflow, which is an error in PostgreSQL.
    /// </summary>
    private static string Thirds(string y, string? x, int i)
    {
        string Covariance(string one, string other, string filter) => $"covar_samp({one}, {other}) filter (where {filter})";

        var filter = $"abs({y}) < 1e90" + (x is null ? "" : $" and abs({x}) < 1e90");
        return $", {Covariance(y, $"{y} * {y}", filter)} as yyy{i}"
            + (
                x is null
                    ? ""
                    : $", {Covariance(x, $"{y} * {y}", filter)} as yyx{i}, {Covariance(y, $"{x} * {x}", filter)} as yxx{i}, "
                        + $"{Covariance(x, $"{x} * {x}", filter)} as xxx{i}"
            );
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
}
