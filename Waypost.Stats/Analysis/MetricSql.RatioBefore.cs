using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>
/// CUPED of a ratio: z = x0 − R·xd of each user, with the numerator x0 and the denominator xd before the first exposure and R = Σx0/Σxd
/// over the users of all variants. Without a denominator before, z is null, and so is every aggregate of it.
/// </summary>
internal sealed partial class MetricSql
{
    private static string RatioBeforeTable(MetricDefinition metric)
    {
        var (_, capJoin) = CapParts([metric]);
        return $", waypost_before as (\nselect sum({Capped(metric, "p.x0", 0)}) / nullif(sum(p.xd), 0) as ratio\n"
            + $"from waypost_values as p{capJoin} where p.v >= 0)";
    }

    private static string RatioBefore(MetricDefinition metric, int? cuped) =>
        cuped is null ? "" : $", p.x0, p.xd, {Capped(metric, "p.x0", 0)} - f.ratio * p.xd as z0";

    private static string ColumnsBefore()
    {
        const string Filter = " filter (where abs(c.y0) < 1e90 and abs(c.d) < 1e90 and abs(c.z0) < 1e90)";
        string Covariance(string one, string other) => $"covar_samp({one}, {other}){Filter}";

        return $"""
            ,
              count(*) filter (where c.x0 in {NotNumbers} or c.xd in {NotNumbers})::float8 as xbad0,
              avg(c.z0) as xmean0, var_samp(c.z0) as xvariance0, covar_samp(c.y0, c.z0) as covariance0, covar_samp(c.d, c.z0) as dxcovariance,
              {Covariance("c.z0", "c.y0 * c.y0")} as yyz, {Covariance("c.z0", "c.d * c.d")} as ddz,
              {Covariance("c.z0", "c.y0 * c.d")} as ydz, {Covariance("c.y0", "c.z0 * c.z0")} as yzz,
              {Covariance("c.d", "c.z0 * c.z0")} as dzz, {Covariance("c.z0", "c.z0 * c.z0")} as zzz
            """;
    }
}
