using Waypost.Stats.AnalyticsDatabase;
using Waypost.Wire.Experiments;
using Waypost.Wire.Sql;

namespace Waypost.Stats.Queries;

/// <summary>Somebody's query, let through by the gate, with its columns known. It only ever runs as a sub-query.</summary>
internal sealed record CustomerQuery(string Sql, IReadOnlyList<ResultColumn> Columns)
{
    /// <summary>A sub-query. The line breaks end a comment that the query may end with.</summary>
    public string As(string alias) => As(Sql, alias);

    /// <summary>Null: there is no such column.</summary>
    public string? TypeOf(string column) => Columns.FirstOrDefault(one => one.Name == column)?.Type;

    /// <summary>Asks PostgreSQL for the columns, which runs nothing.</summary>
    public static async Task<CustomerQuery> ReadAsync(
        EventsSession session,
        string sql,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        if (!SqlValidator.TryValidate(sql, out var passed, out var whyNot))
        {
            throw new EventsFault(CheckCodes.QueryRefused, whyNot);
        }
        return new(passed, await session.DescribeAsync($"select * from {As(passed, "q")}", limit, cancellationToken));
    }

    /// <summary>As the other, and throws unless every needed column is there with a type that can be used.</summary>
    public static async Task<CustomerQuery> ReadAsync(
        EventsSession session,
        string sql,
        IReadOnlyList<NeededColumn> needed,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        var query = await ReadAsync(session, sql, limit, cancellationToken);
        foreach (var column in needed)
        {
            if (column.Fault(query) is { } fault)
            {
                throw new EventsFault(query.TypeOf(column.Name) is null ? CheckCodes.ColumnMissing : CheckCodes.ColumnType, fault);
            }
        }

        return query;
    }

    private static string As(string sql, string alias) => $"(\n{sql}\n) as {alias}";
}
