using System.Globalization;
using Microsoft.Extensions.Options;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Checks;

/// <summary>Looks at a query before it is used: its columns one by one, some rows, and what is odd about them.</summary>
internal sealed class QueryCheck(IOptions<StatsOptions> options)
{
    public const int MostRows = 20;
    private const int MostColumns = 50;
    private const int LongestCell = 200;

    /// <summary>Never throws an <see cref="EventsFault"/> of the query; one of the connection it does.</summary>
    public async Task<QueryReport> RunAsync(
        EventsSession session,
        string sql,
        IReadOnlyList<NeededColumn> needed,
        CancellationToken cancellationToken
    )
    {
        CustomerQuery? query = null;
        IReadOnlyList<ColumnReport> columns = [];
        try
        {
            query = await CustomerQuery.ReadAsync(session, sql, options.Value.PreviewTimeout, cancellationToken);
            columns = Columns(query, needed);
            var rows = await RowsAsync(session, query, cancellationToken);
            var wrong = columns.Where(column => !column.Ok).ToList();
            var oddities =
                wrong.Count == 0 ? await QueryOddities.FindAsync(session, query, options.Value.PreviewTimeout, cancellationToken) : [];
            var bad = oddities.FirstOrDefault(oddity => oddity.Code == CheckCodes.BadValue);
            return new()
            {
                Ok = wrong.Count == 0 && bad is null,
                Ran = true,
                Code = wrong.Count > 0 ? CodeOf(wrong) : bad?.Code,
                Message = wrong.Count > 0 ? string.Join(" ", wrong.Select(column => column.Message)) : bad?.Message ?? Found(rows.Count),
                Columns = columns,
                RowColumns = [.. query.Columns.Take(MostColumns).Select(column => column.Name)],
                Rows = [.. rows.Select(row => row.Select((cell, at) => Cells.ToJson(cell, query.Columns[at].Type)).ToList())],
                Warnings = [.. oddities.Where(oddity => oddity != bad)],
            };
        }
        catch (EventsFault fault) when (!fault.IsOfConnection)
        {
            return new()
            {
                Ok = false,
                Ran = fault.Code != CheckCodes.QueryRefused,
                Code = fault.Code,
                Message = fault.Message,
                Columns = columns,
            };
        }
    }

    public static QueryReport NotRun(string why) =>
        new()
        {
            Ok = false,
            Ran = false,
            Message = why,
        };

    private static string Found(int rows) =>
        rows switch
        {
            0 => "The query works.", // that there are no rows is a warning beside it
            MostRows => "The query works, and has the columns that are needed.",
            _ => string.Create(CultureInfo.InvariantCulture, $"The query works, and yields {rows} row{(rows == 1 ? "" : "s")}."),
        };

    private static string CodeOf(List<ColumnReport> wrong) =>
        wrong.Any(column => column.Type is null) ? CheckCodes.ColumnMissing : CheckCodes.ColumnType;

    private static IReadOnlyList<ColumnReport> Columns(CustomerQuery query, IReadOnlyList<NeededColumn> needed) =>
        [
            .. from column in needed
            let fault = column.Fault(query)
            where !column.Optional || query.TypeOf(column.Name) is not null
            select new ColumnReport
            {
                Name = column.Name,
                Type = query.TypeOf(column.Name),
                Needed = true,
                Ok = fault is null,
                Message = fault,
            },
            .. from column in query.Columns.Take(MostColumns)
            where needed.All(one => one.Name != column.Name)
            select new ColumnReport
            {
                Name = column.Name,
                Type = column.Type,
                Needed = false,
                Ok = true,
            },
        ];

    /// <summary>Cells are cut in the database: one of 500 MB never comes here.</summary>
    private Task<IReadOnlyList<string?[]>> RowsAsync(EventsSession session, CustomerQuery query, CancellationToken cancellationToken)
    {
        var names = Enumerable
            .Range(1, query.Columns.Count)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"c{number}"))
            .ToList();
        if (names.Count == 0)
        {
            return Task.FromResult<IReadOnlyList<string?[]>>([]);
        }
        var cells = string.Join(
            ", ",
            names.Take(MostColumns).Select(name => string.Create(CultureInfo.InvariantCulture, $"left(q.{name}::text, {LongestCell})"))
        );
        return session.PreviewAsync(
            $"select {cells} from {query.As($"q({string.Join(", ", names)})")}",
            MostRows,
            options.Value.PreviewTimeout,
            cancellationToken
        );
    }
}
