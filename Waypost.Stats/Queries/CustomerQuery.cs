using Waypost.Stats.AnalyticsDatabase;
using Waypost.Wire.Experiments;
using Waypost.Wire.Sql;

namespace Waypost.Stats.Queries;

/// <summary>A customer's query that passed the SQL check, with its columns. It only ever runs as a sub-query.</summary>
internal sealed record CustomerQuery(string Sql, IReadOnlyList<ResultColumn> Columns)
{
    public bool HasPlaceholders { get; private init; }

    /// <summary>Whether a placeholder is used in a calculation, where it is a time with zone.</summary>
    public bool HasUntypedPlaceholders { get; private init; }

    /// <summary>The query as a sub-query. The line breaks end a comment at the query's end.</summary>
    public string As(string alias) => As(Sql, alias);

    /// <summary>PostgreSQL's type of a column; null if there is no such column.</summary>
    public string? TypeOf(string column) => Columns.FirstOrDefault(one => one.Name == column)?.Type;

    /// <summary>
    /// Gives the placeholders their values and reads the columns from PostgreSQL, without running the query. Refuses what no customer's
    /// query may read.
    /// </summary>
    public static async Task<CustomerQuery> ReadAsync(
        AnalyticsSession session,
        string sql,
        QueryWindow window,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        if (!SqlValidator.TryValidate(sql, out var validated, out var error))
        {
            throw new AnalyticsDatabaseException(CheckCodes.QueryRefused, error);
        }
        var types = await PlaceholderTypes.InferAsync(session, validated, limit, cancellationToken);
        var filled = WindowValues.Fill(validated, window, [.. types.Select(type => type ?? ColumnTypes.TimestampWithZone)]);
        var rows = $"select * from {As(filled, "q")}";
        var query = new CustomerQuery(filled, await session.DescribeAsync(rows, limit, cancellationToken))
        {
            HasPlaceholders = types.Count > 0,
            HasUntypedPlaceholders = types.Contains(null),
        };
        await SystemRelations.EnsureNoneAsync(session, rows, limit, cancellationToken);
        return query;
    }

    /// <summary>As above, and throws unless every needed column exists with a type that can be used.</summary>
    public static async Task<CustomerQuery> ReadAsync(
        AnalyticsSession session,
        string sql,
        QueryWindow window,
        IReadOnlyList<NeededColumn> needed,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        var query = await ReadAsync(session, sql, window, limit, cancellationToken);
        foreach (var column in needed)
        {
            if (column.Check(query) is { } error)
            {
                throw new AnalyticsDatabaseException(
                    query.TypeOf(column.Name) is null ? CheckCodes.ColumnMissing : CheckCodes.ColumnType,
                    error
                );
            }
        }

        return query;
    }

    private static string As(string sql, string alias) => $"(\n{sql}\n) as {alias}";
}
