using System.Globalization;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Checks;

/// <summary>
/// Finds unusual rows in a query's result. Reads only the first rows, so that it ends in time on tables of any size.
/// </summary>
internal static class QueryWarnings
{
    private const int MaxRows = 100_000;

    public static async Task<IReadOnlyList<AnalysisWarning>> FindAsync(
        AnalyticsSession session,
        CustomerQuery query,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        var value = query.TypeOf("value");
        var nullValues = value is null ? "0" : "count(*) - count(q.value)";
        var notFinite =
            value is not null && ColumnTypes.CanHoldNaN(value)
                ? "count(*) filter (where q.value::text in ('NaN', 'Infinity', '-Infinity'))"
                : "0";
        var nullTreatments = query.TypeOf("treatment") is null ? "0" : "count(*) - count(q.treatment)";
        var sql = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            select count(*), count(*) - count(q.user_id), count(*) - count(q."timestamp"),
              count(*) filter (where q."timestamp" > now() + interval '5 minutes'),
              {nullValues}, {notFinite}, {nullTreatments}
            from (select * from {query.As("w")} limit {MaxRows}) as q
            """
        );
        var rows = await session.RunAsync(
            "preview",
            sql,
            row => Enumerable.Range(0, 7).Select(row.GetInt64).ToArray(),
            limit,
            cancellationToken
        );
        return [.. Warnings(rows[0], query)];
    }

    private static IEnumerable<AnalysisWarning> Warnings(long[] counts, CustomerQuery query)
    {
        if (query.HasUntypedPlaceholders && query.TypeOf("timestamp") == ColumnTypes.Timestamp)
        {
            yield return new(
                "placeholder-time-zone",
                "The column timestamp has no time zone, and a placeholder is used in a calculation, where it has one. PostgreSQL then "
                    + "compares them in the time zone of the login. Give it the type of the column, for example {{start}}::timestamp."
            );
        }

        var (rows, users, timestamps, future, values, notFinite, treatments) = (
            counts[0],
            counts[1],
            counts[2],
            counts[3],
            counts[4],
            counts[5],
            counts[6]
        );
        if (rows == 0)
        {
            yield return new(
                "no-rows",
                query.HasPlaceholders
                    ? Format($"The query returns no rows of the last {QueryWindow.RecentDays} days. Check its conditions if it should.")
                    : "The query returns no rows. That is normal before the first event; otherwise check its conditions."
            );
            yield break;
        }

        var of =
            rows == MaxRows
                ? string.Create(CultureInfo.InvariantCulture, $"of the first {rows:N0} rows")
                : string.Create(CultureInfo.InvariantCulture, $"of {rows:N0} rows");
        if (users > 0)
        {
            yield return new("null-user-ids", Format($"{users:N0} {of} have no user_id and do not count."));
        }
        if (timestamps > 0)
        {
            yield return new("null-timestamps", Format($"{timestamps:N0} {of} have no timestamp and do not count."));
        }
        if (future > 0)
        {
            yield return new(
                "future-timestamps",
                Format($"{future:N0} {of} are in the future and do not count yet. Check the clock or time zone of their source.")
            );
        }
        if (values > 0)
        {
            yield return new("null-values", Format($"{values:N0} {of} have no value and count as 0."));
        }
        if (treatments > 0)
        {
            yield return new("null-treatments", Format($"{treatments:N0} {of} have no treatment. Their users are excluded."));
        }
        if (notFinite > 0)
        {
            yield return new(
                CheckCodes.BadValue,
                Format($"{notFinite:N0} {of} have NaN or infinity as value. Exclude them, for example with where value < 'Infinity'.")
            );
        }
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
