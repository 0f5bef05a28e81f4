using Microsoft.Extensions.Options;
using Npgsql;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>Who was counted, by variant, and who was not.</summary>
/// <param name="Users">Per variant, in the scope's order.</param>
/// <param name="UsersBefore">The same before users with several variants were left out: each in the first it saw.</param>
internal sealed record ExposureTally(
    IReadOnlyList<long> Users,
    IReadOnlyList<long> UsersBefore,
    long Several,
    long NullUser,
    long UnknownVariant,
    string Sql
)
{
    public long Total => Users.Sum();

    public ExposureCounts Counts(ExperimentScope scope) =>
        new()
        {
            ByVariant = scope
                .Variants.Select((variant, place) => (variant.Key, Users: Users[place]))
                .ToDictionary(one => one.Key, one => one.Users),
            Total = Total,
            ExcludedMultiple = Several,
            ExcludedNullUser = NullUser,
            ExcludedUnknownVariant = UnknownVariant,
        };

    /// <summary>Null without users.</summary>
    public SampleRatio? SampleRatio(ExperimentScope scope)
    {
        if (Total == 0 && UsersBefore.Sum() == 0)
        {
            return null;
        }
        var weights = scope.Variants.Select(variant => variant.Weight).ToList();
        var after = SampleRatioMismatch.Test(Users, weights);
        var before = SampleRatioMismatch.Test(UsersBefore, weights);
        var (alert, warn) = (after.IsAlert || before.IsAlert, after.IsWarning || before.IsWarning);
        return new()
        {
            Expected = scope
                .Variants.Select((variant, place) => (variant.Key, Users: after.Expected[place]))
                .ToDictionary(one => one.Key, one => one.Users),
            Observed = Counts(scope).ByVariant,
            PValue = after.PValue,
            PValueBeforeExclusions = before.PValue,
            Warning =
                alert ? "alert"
                : warn ? "warn"
                : null,
            Message = alert
                ? after.UsersInZeroWeight + before.UsersInZeroWeight > 0
                    ? "Users are in a variant that should have none. Do not trust the results: find out how they got there."
                    : "Users did not come in the planned shares, and chance does not explain it. Do not trust the results: look for "
                        + "a variant that fails, redirects or loses its exposures."
                : warn
                    ? "Users did not quite come in the planned shares. Look at it again in a day, and for a variant that loses exposures."
                    : null,
        };
    }
}

/// <summary>Counts exposures in one pass.</summary>
internal sealed class ExposureCounting(IOptions<StatsOptions> options)
{
    public async Task<ExposureTally> CountAsync(
        EventsSession session,
        CustomerQuery exposures,
        ExperimentScope scope,
        CancellationToken cancellationToken
    )
    {
        using var span = Instruments.Source.StartActivity("waypost.analysis.exposures");
        var sql = Sql(exposures, scope);
        var rows = await session.RunAsync("exposures", sql, Row, options.Value.QueryTimeout, cancellationToken);
        long Of(string kind, int place) => rows.Where(row => row.Kind == kind && row.Place == place).Sum(row => row.Users);
        var users = scope.Variants.Select((_, place) => Of("one", place)).ToList();
        return new(
            users,
            [.. users.Select((count, place) => count + Of("several, first", place))],
            Of("several", -1),
            Of("no user id", -1),
            Of("one", -1),
            sql
        );
    }

    private static (string Kind, int Place, long Users) Row(NpgsqlDataReader row) => (row.GetString(0), row.GetInt32(1), row.GetInt64(2));

    /// <summary>
    /// No joins: on tables whose statistics are missing PostgreSQL takes them for empty, and would join by nested loops for hours.
    /// </summary>
    private static string Sql(CustomerQuery exposures, ExperimentScope scope) =>
        $"""
            with waypost_exposures as materialized (
            {Exposed.Rows(exposures, scope, SqlText.Id("q.user_id", exposures.TypeOf("user_id")!))}
            ), waypost_people as materialized (
            select u, min(v) as low, max(v) as high, {Firsts(scope, place => $"min(t) filter (where v = {place}) as t{place}")}
            from waypost_exposures where u is not null group by u)
            select 'one', low, count(*) from waypost_people where low = high group by low
            union all
            select 'several', -1, count(*) from waypost_people where low <> high
            union all
            select 'several, first', case least({Firsts(scope, place => $"t{place}")}) {Firsts(
                scope,
                place => $"when t{place} then {place}",
                " "
            )} end, count(*)
            from waypost_people where low <> high and high >= 0 group by 2
            union all
            select 'no user id', -1, count(*) from waypost_exposures where u is null
            """;

    /// <summary>The first time a user saw each variant.</summary>
    private static string Firsts(ExperimentScope scope, Func<int, string> text, string between = ", ") =>
        string.Join(between, Enumerable.Range(0, scope.Variants.Count).Select(text));
}
