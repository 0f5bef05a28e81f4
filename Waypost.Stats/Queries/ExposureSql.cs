using Waypost.Stats.AnalyticsDatabase;

namespace Waypost.Stats.Queries;

/// <summary>
/// SQL for the users and their variants. Generated as text, because it wraps a customer's query whose columns and types are only known
/// at run time. Names begin with <c>waypost_</c>, so that they cannot clash with a customer's tables.
/// </summary>
internal static class ExposureSql
{
    public const string Users = "waypost_users";

    /// <summary>
    /// All exposures that count: user <c>u</c>, time <c>t</c>, index of the variant <c>v</c>, −1 for an unknown one, and with levels the
    /// key <c>k</c>.
    /// </summary>
    public static string Rows(CustomerQuery query, ExperimentScope scope, string id, LevelColumn? levels = null) =>
        $"""
            select {id} as u, q."timestamp" as t, {Variant(query, scope)} as v{(levels is null ? "" : $", {levels.Key(query)} as k")}
            from {query.As("q")}
            where {OfExperiment(query, scope.ExperimentId)} and {Within(query, scope.From, scope.To)}
            """;

    /// <summary>
    /// One row per user: <c>u</c>, first exposure <c>t0</c> in the type of the events' timestamps, and <c>v</c>, −1 for excluded users.
    /// A column marks them, because PostgreSQL expects HAVING to pass one user in six hundred, and would join millions of users one by
    /// one. Used once, this can be read in the order of an index; used more than once, PostgreSQL materialises it.
    /// </summary>
    /// <param name="lastComplete">Who is exposed later is not counted, and has <see cref="OpenVariant"/>; null = all are.</param>
    /// <param name="levels">Adds the user's <c>level</c>.</param>
    public static string UsersTable(
        CustomerQuery query,
        ExperimentScope scope,
        string id,
        string timestampType,
        DateTimeOffset? lastComplete = null,
        LevelColumn? levels = null
    )
    {
        var firstExposure = SqlText.Instant("min(x.t)", query.TypeOf("timestamp")!, timestampType);
        var variant = lastComplete is { } last
            ? $"case when min(x.v) <> max(x.v) or min(x.v) < 0 then -1 "
                + $"when min(x.t) > {SqlText.Of(last, query.TypeOf("timestamp")!)} then -2 - min(x.v) else min(x.v) end"
            : "case when min(x.v) = max(x.v) then min(x.v) else -1 end";
        return $"""
            {Users} as (
            select x.u, {firstExposure} as t0, {variant} as v{(levels is null ? "" : $", {levels.Level("x.k")} as level")}
            from (
            {Rows(query, scope, id, levels)}
            ) as x
            where x.u is not null
            group by x.u)
            """;
    }

    /// <summary>Stands for the users of a variant whose window is still open.</summary>
    public static int OpenVariant(int variant) => -2 - variant;

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
        var indexes = scope.Variants.Select((variant, index) => (variant.Key, Index: index)).ToList();
        // 'true' and 'false' mean the two variants, unless a variant has such a key.
        if (scope.HasTwoVariants && indexes.TrueForAll(variant => variant.Key is not ("true" or "false")))
        {
            indexes.AddRange([("false", 0), ("true", 1)]);
        }
        var cases = string.Join(' ', indexes.Select(variant => $"when {SqlText.Of(variant.Key)} then {SqlText.Of(variant.Index)}"));
        return $"case q.treatment {cases} else -1 end";
    }
}
