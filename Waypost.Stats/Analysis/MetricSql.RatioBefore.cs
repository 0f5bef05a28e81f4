namespace Waypost.Stats.Analysis;

internal sealed partial class MetricSql
{
    /// <summary>
    /// CUPED of a ratio: z = x0 − R·xd of each user, with the numerator x0 and the denominator xd before the first exposure and R = Σx0/Σxd
    /// over the users of all variants. Without a denominator before, z is null, and so is every aggregate of it.
    /// </summary>
    /// <param name="Values">Of each user, before the cap.</param>
    /// <param name="Table">With R.</param>
    /// <param name="Columns">Of each user, after the cap.</param>
    private sealed record RatioBefore(string Values, string Table, string Columns, string Join, string Aggregates)
    {
        public static RatioBefore None { get; } = new("", "", "", "", "");

        /// <param name="capped">The numerator after the cap.</param>
        /// <param name="capJoin">The join with the cap.</param>
        public static RatioBefore Of(string numerator, string denominator, string capped, string capJoin) =>
            new(
                $", {numerator} as x0, {denominator} as xd",
                $"""
                , waypost_before as (
                select sum({capped}) / nullif(sum(p.xd), 0) as ratio from waypost_values as p{capJoin} where p.v >= 0)
                """,
                $", p.x0, p.xd, {capped} - f.ratio * p.xd as z0",
                " cross join waypost_before as f",
                Aggregate()
            );

        private static string Aggregate()
        {
            string Covariance(string one, string other) =>
                $"covar_samp({one}, {other}) filter (where abs(c.y0) < 1e90 and abs(c.d) < 1e90 and abs(c.z0) < 1e90)";

            return $"""
                ,
                  count(*) filter (where c.x0 in {NotNumbers} or c.xd in {NotNumbers})::float8 as xbad0,
                  avg(c.z0) as xmean0, var_samp(c.z0) as xvariance0,
                  covar_samp(c.y0, c.z0) as covariance0, covar_samp(c.d, c.z0) as dxcovariance,
                  {Covariance("c.z0", "c.y0 * c.y0")} as yyz, {Covariance("c.z0", "c.d * c.d")} as ddz,
                  {Covariance("c.z0", "c.y0 * c.d")} as ydz, {Covariance("c.y0", "c.z0 * c.z0")} as yzz,
                  {Covariance("c.d", "c.z0 * c.z0")} as dzz, {Covariance("c.z0", "c.z0 * c.z0")} as zzz
                """;
        }
    }
}
