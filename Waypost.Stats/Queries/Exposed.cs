using Waypost.Stats.AnalyticsDatabase;

namespace Waypost.Stats.Queries;

/// <summary>
/// SQL for who saw what. Our names begin with <c>waypost_</c>, so that a customer's query cannot mean one of them by its own table.
/// </summary>
internal static class Exposed
{
    public const string Users = "waypost_users";

    /// <summary>Every exposure that counts: user <c>u</c>, instant <c>t</c>, place of the variant <c>v</c>, −1 for none of them.</summary>
    public static string Rows(CustomerQuery query, ExperimentScope scope, string id) =>
        $"""
            select {id} as u, q."timestamp" as t, {Variant(query, scope)} as v
            from {query.As("q")}
            where {OfExperiment(query, scope.ExperimentId)} and {Within(query, scope.From, scope.To)}
            """;

    /// <summary>
    /// One row per user: <c>u</c>, first exposure <c>t0</c> in the type of the events' timestamps, and <c>v</c>, −1 for those who do not
    /// count.
    /// They are told by a column and not left out by HAVING: PostgreSQL guesses that one user in six hundred passes that, and then joins
    /// millions of users one by one. Used once it may be read in the order of an index; used more than once PostgreSQL materialises it.
    /// </summary>
    public static string UsersTable(CustomerQuery query, ExperimentScope scope, string id, string timestampType) =>
        $"""
            {Users} as (
            select x.u, {SqlText.Instant(
                "min(x.t)",
                query.TypeOf("timestamp")!,
                timestampType
            )} as t0, case when min(x.v) = max(x.v) then min(x.v) else -1 end as v
            from (
            {Rows(query, scope, id)}
            ) as x
            where x.u is not null
            group by x.u)
            """;

    public static string Within(CustomerQuery query, DateTimeOffset from, DateTimeOffset to)
    {
        var type = query.TypeOf("timestamp")!;
        return $"q.\"timestamp\" >= {SqlText.Of(from, type)} and q.\"timestamp\" < {SqlText.Of(to, type)}";
    }

    private static string OfExperiment(CustomerQuery query, long? experiment) =>
        experiment is not { } id ? "true"
        : ColumnTypes.IsNumber(query.TypeOf("experiment_id")!) ? $"q.experiment_id = {SqlText.Of(id)}"
        : $"q.experiment_id = {SqlText.Of(SqlText.Of(id))}";

    private static string Variant(CustomerQuery query, ExperimentScope scope)
    {
        if (scope.ExperimentId is null)
        {
            return "0";
        }
        if (query.TypeOf("treatment") == ColumnTypes.Boolean)
        {
            return scope.HasTwoVariants
                ? "case when q.treatment then 1 when not q.treatment then 0 else -1 end"
                : "case when not q.treatment then 0 else -1 end";
        }
        var places = scope.Variants.Select((variant, place) => (variant.Key, place)).ToList();
        // 'true' and 'false' stand for the two variants, unless a variant is called so.
        if (scope.HasTwoVariants && places.TrueForAll(one => one.Key is not ("true" or "false")))
        {
            places.AddRange([("false", 0), ("true", 1)]);
        }
        return $"case q.treatment {string.Join(' ', places.Select(one => $"when {SqlText.Of(one.Key)} then " + $"{SqlText.Of(one.place)}"))} else -1 end";
    }
}
