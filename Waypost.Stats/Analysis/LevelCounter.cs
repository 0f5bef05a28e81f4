using Microsoft.Extensions.Options;
using Npgsql;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>
/// Finds the levels of a breakdown and counts their users, in one pass over the exposures. The database chooses the largest levels, so
/// that a column with a million values costs the worker no more than one with ten.
/// </summary>
internal sealed class LevelCounter(IOptions<StatsOptions> options)
{
    public async Task<LevelCounts> CountAsync(
        AnalyticsSession session,
        CustomerQuery exposures,
        ExperimentScope scope,
        string column,
        CancellationToken cancellationToken
    )
    {
        if (LevelColumn.Refusal(exposures, column) is { } refusal)
        {
            throw new AnalyticsDatabaseException(
                exposures.TypeOf(column) is null ? CheckCodes.ColumnMissing : CheckCodes.ColumnType,
                refusal
            );
        }

        using var span = Instruments.Source.StartActivity("waypost.analysis.levels");
        var sql = Sql(exposures, scope, new(column));
        var rows = await session.RunAsync(
            "exposures",
            sql,
            row => Row(row, scope.Variants.Count),
            options.Value.QueryTimeout,
            cancellationToken
        );
        return new(
            column,
            [.. rows.OrderBy(row => row.Kind).ThenByDescending(row => row.Users.Sum()).ThenBy(row => row.Name, StringComparer.Ordinal)],
            sql
        );
    }

    private static CountedLevel Row(NpgsqlDataReader row, int variants) =>
        new(
            (BreakdownLevelKind)row.GetInt32(0),
            row.IsDBNull(1) ? null : row.GetString(1),
            row.GetInt64(2),
            [.. Enumerable.Range(3, variants).Select(row.GetInt64)]
        );

    private static string Sql(CustomerQuery exposures, ExperimentScope scope, LevelColumn column)
    {
        string Each(Func<string, string> text) =>
            string.Concat(Enumerable.Range(0, scope.Variants.Count).Select(variant => $", {text(SqlText.Of(variant))}"));
        string Kind(BreakdownLevelKind kind) => SqlText.Of((int)kind);
        var none = $"r.level = {SqlText.Of(LevelColumn.NoValue)}";
        var users = ExposureSql.UsersTable(
            exposures,
            scope,
            SqlText.Id("q.user_id", exposures.TypeOf("user_id")!),
            ColumnTypes.TimestampWithZone,
            levels: column
        );
        // Windows instead of a join: on tables without statistics PostgreSQL might run nested loops over a million levels.
        return $"""
            with {users}, waypost_levels as (
            select w.level, count(*) as users{Each(variant => $"count(*) filter (where w.v = {variant}) as n{variant}")}
            from {ExposureSql.Users} as w where w.v >= 0 group by w.level), waypost_ranked as (
            select r.*, row_number() over (partition by {none} order by r.users desc, r.level collate "C") as place
            from waypost_levels as r)
            select case when {none} then {Kind(BreakdownLevelKind.NoValue)}
                when r.place > {SqlText.Of(BreakdownResult.MaxValues)} then {Kind(BreakdownLevelKind.Other)}
                else {Kind(BreakdownLevelKind.Value)} end as kind,
              case when not {none} and r.place <= {SqlText.Of(BreakdownResult.MaxValues)}
                then substr(r.level, {SqlText.Of(LevelColumn.Prefix.Length + 1)}) end as name,
              count(*) as levels{Each(variant => $"sum(r.n{variant})::bigint as n{variant}")}
            from waypost_ranked as r
            group by 1, 2
            """;
    }
}

/// <summary>The levels of a breakdown, in display order.</summary>
/// <param name="Column">The column of the exposures query.</param>
/// <param name="Levels">Values, largest first, then the other values, then users without a value.</param>
/// <param name="Sql">The query that counted them.</param>
internal sealed record LevelCounts(string Column, IReadOnlyList<CountedLevel> Levels, string Sql)
{
    /// <summary>The column as metrics are grouped by it.</summary>
    public LevelColumn Grouping { get; } =
        new(Column, [.. Levels.Where(level => level.Kind == BreakdownLevelKind.Value).Select(level => level.Name!)]);

    /// <summary>Different values, without NULL.</summary>
    public long Values => Levels.Where(level => level.Kind != BreakdownLevelKind.NoValue).Sum(level => level.Values);

    public long Users => Levels.Sum(level => level.Users.Sum());

    /// <summary>Users by variant, in the scope's order; the rest of a tally is not counted here.</summary>
    public ExposureTally Tally(ExperimentScope scope)
    {
        long[] users = [.. scope.Variants.Select((_, variant) => Levels.Sum(level => level.Users[variant]))];
        return new(users, users, Several: 0, NullUser: 0, UnknownVariant: 0, Sql);
    }

    /// <summary>The index by which the metrics' rows name a level.</summary>
    public int IndexOf(CountedLevel level) =>
        level.Kind switch
        {
            BreakdownLevelKind.Other => Grouping.Values!.Count,
            BreakdownLevelKind.NoValue => Grouping.Values!.Count + 1,
            _ => Grouping.Values!.TakeWhile(name => name != level.Name).Count(),
        };

    /// <summary>With the sample ratio of each level, corrected for their number.</summary>
    public IReadOnlyList<BreakdownLevel> Check(ExperimentScope scope)
    {
        List<double> weights = [.. scope.Variants.Select(variant => variant.Weight)];
        var checks = Levels.Select(level => SampleRatioMismatch.Test(level.Users, weights)).ToList();
        var adjusted = Holm.Adjust([.. checks.Select(check => check.PValue)]);
        var all = Math.Max(1, Users);
        return
        [
            .. Levels.Select(
                (level, i) =>
                    new BreakdownLevel(
                        level.Kind,
                        level.Name,
                        level.Users.Sum(),
                        (double)level.Users.Sum() / all,
                        scope.Variants.Zip(level.Users).ToDictionary(pair => pair.First.Key, pair => pair.Second),
                        ToRatio(checks[i] with { PValue = adjusted[i] }, checks[i].PValue)
                    )
            ),
        ];
    }

    private static BreakdownSampleRatio? ToRatio(SampleRatioCheck corrected, double? p) =>
        p is null && corrected.UsersInZeroWeight == 0
            ? null
            : new(
                p,
                corrected.PValue,
                corrected.IsAlert ? "alert"
                    : corrected.IsWarning ? "warn"
                    : null
            );
}

/// <summary>A level and its users.</summary>
/// <param name="Name">The value; null unless the level is one value.</param>
/// <param name="Values">How many values it has.</param>
/// <param name="Users">By variant, in the scope's order.</param>
internal sealed record CountedLevel(BreakdownLevelKind Kind, string? Name, long Values, IReadOnlyList<long> Users);
