using System.Globalization;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Checks;

/// <summary>
/// What is not wrong with a query's form, but with its rows. Looks at the first of them only, so that it ends on tables of any size.
/// </summary>
internal static class QueryOddities
{
    private const int MostRows = 100_000;

    public static async Task<IReadOnlyList<AnalysisWarning>> FindAsync(
        EventsSession session,
        CustomerQuery query,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        var value = query.TypeOf("value");
        var treatment = query.TypeOf("treatment");
        var sql = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            select count(*), count(*) - count(q.user_id), count(*) - count(q."timestamp"), count(*) filter (where q."timestamp" > now() + interval '5 minutes'),
              {(value is null ? "0" : "count(*) - count(q.value)")},
              {(
                value is not null && ColumnTypes.MayBeNoNumber(value)
                    ? "count(*) filter (where q.value::text in ('NaN', 'Infinity', '-Infinity'))"
                    : "0"
            )},
              {(treatment is null ? "0" : "count(*) - count(q.treatment)")}
            from (select * from {query.As("w")} limit {MostRows}) as q
            """
        );
        var rows = await session.RunAsync(
            "preview",
            sql,
            row => Enumerable.Range(0, 7).Select(row.GetInt64).ToArray(),
            limit,
            cancellationToken
        );
        return [.. Warnings(rows[0])];
    }

    private static IEnumerable<AnalysisWarning> Warnings(long[] found)
    {
        var (rows, users, times, future, values, bad, treatments) = (found[0], found[1], found[2], found[3], found[4], found[5], found[6]);
        if (rows == 0)
        {
            yield return new("no-rows", "The query yields no rows. That is fine before the first event; otherwise look at its conditions.");
            yield break;
        }

        var of =
            rows == MostRows
                ? string.Create(CultureInfo.InvariantCulture, $"of the first {rows:N0} rows")
                : string.Create(CultureInfo.InvariantCulture, $"of {rows:N0} rows");
        if (users > 0)
        {
            yield return new("null-user-ids", Count($"{users:N0} {of} have no user_id: they do not count."));
        }
        if (times > 0)
        {
            yield return new("null-timestamps", Count($"{times:N0} {of} have no timestamp: they do not count."));
        }
        if (future > 0)
        {
            yield return new(
                "future-timestamps",
                Count($"{future:N0} {of} lie in the future and do not count until then: check the clock or time zone of their source.")
            );
        }
        if (values > 0)
        {
            yield return new("null-values", Count($"{values:N0} {of} have no value: each counts as 0."));
        }
        if (treatments > 0)
        {
            yield return new("null-treatments", Count($"{treatments:N0} {of} have no treatment: those users are left out."));
        }
        if (bad > 0)
        {
            yield return new(
                CheckCodes.BadValue,
                Count($"{bad:N0} {of} have NaN or infinity as value: no sum can hold them. Leave them out, as in where value < 'Infinity'.")
            );
        }
    }

    private static string Count(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
