using Microsoft.Extensions.Options;
using Npgsql;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;

namespace Waypost.Stats.Analysis;

/// <summary>Counts users by variant in one pass over the exposures.</summary>
internal sealed class ExposureCounter(IOptions<StatsOptions> options)
{
    public async Task<ExposureTally> CountAsync(
        AnalyticsSession session,
        CustomerQuery exposures,
        ExperimentScope scope,
        CancellationToken cancellationToken
    )
    {
        using var span = Instruments.Source.StartActivity("waypost.analysis.exposures");
        var sql = Sql(exposures, scope);
        var rows = await session.RunAsync("exposures", sql, Row, options.Value.QueryTimeout, cancellationToken);
        long Of(string kind, int variant) => rows.Where(row => row.Kind == kind && row.Variant == variant).Sum(row => row.Users);
        var users = scope.Variants.Select((_, variant) => Of("one", variant)).ToList();
        return new(
            users,
            [.. users.Select((count, variant) => count + Of("several, first", variant))],
            Of("several", -1),
            Of("no user id", -1),
            Of("one", -1),
            sql
        );
    }

    private static (string Kind, int Variant, long Users) Row(NpgsqlDataReader row) => (row.GetString(0), row.GetInt32(1), row.GetInt64(2));

    /// <summary>
    /// Without joins: on tables without statistics PostgreSQL assumes that they are empty, and would run nested loops for hours.
    /// </summary>
    private static string Sql(CustomerQuery exposures, ExperimentScope scope)
    {
        string ForEachVariant(Func<int, string> text, string separator) =>
            string.Join(separator, Enumerable.Range(0, scope.Variants.Count).Select(text));
        var firstTimes = ForEachVariant(variant => $"t{variant}", ", ");
        return $"""
            with waypost_exposures as materialized (
            {ExposureSql.Rows(exposures, scope, SqlText.Id("q.user_id", exposures.TypeOf("user_id")!))}
            ), waypost_users as materialized (
            select u, min(v) as low, max(v) as high,
              {ForEachVariant(variant => $"min(t) filter (where v = {variant}) as t{variant}", ", ")}
            from waypost_exposures where u is not null group by u)
            select 'one', low, count(*) from waypost_users where low = high group by low
            union all
            select 'several', -1, count(*) from waypost_users where low <> high
            union all
            select 'several, first', case least({firstTimes}) {ForEachVariant(
                variant => $"when t{variant} then {variant}",
                " "
            )} end, count(*)
            from waypost_users where low <> high and high >= 0 group by 2
            union all
            select 'no user id', -1, count(*) from waypost_exposures where u is null
            """;
    }
}
