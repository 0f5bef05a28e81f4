using System.Globalization;
using Microsoft.Extensions.Options;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Checks;

/// <summary>Checks a query before it is used: each column, some rows, and what is unusual about them.</summary>
internal sealed class QueryCheck(QueryEstimates estimates, IOptions<StatsOptions> options, TimeProvider time)
{
    public const int MaxRows = 20;
    private const int MaxColumns = 50;
    private const int MaxCellLength = 200;

    /// <summary>
    /// Reports problems of the query; throws an <see cref="AnalyticsDatabaseException"/> only for those of the connection.
    /// </summary>
    public async Task<QueryReport> RunAsync(
        AnalyticsSession session,
        string sql,
        IReadOnlyList<NeededColumn> needed,
        CancellationToken cancellationToken
    )
    {
        CustomerQuery? query = null;
        var window = QueryWindow.Recent(time.GetUtcNow());
        IReadOnlyList<ColumnReport> columns = [];
        try
        {
            query = await CustomerQuery.ReadAsync(session, sql, window, options.Value.PreviewTimeout, cancellationToken);
            columns = Columns(query, needed);
            var rows = await RowsAsync(session, query, cancellationToken);
            var wrong = columns.Where(column => !column.Ok).ToList();
            var warnings =
                wrong.Count == 0 ? await QueryWarnings.FindAsync(session, query, options.Value.PreviewTimeout, cancellationToken) : [];
            var badValue = warnings.FirstOrDefault(warning => warning.Code == CheckCodes.BadValue);
            return new()
            {
                Ok = wrong.Count == 0 && badValue is null,
                Ran = true,
                Code = wrong.Count > 0 ? CodeOf(wrong) : badValue?.Code,
                Message =
                    wrong.Count > 0 ? string.Join(" ", wrong.Select(column => column.Message)) : badValue?.Message ?? Describe(rows.Count),
                Columns = columns,
                RowColumns = [.. query.Columns.Take(MaxColumns).Select(column => column.Name)],
                Rows = [.. rows.Select(row => row.Select((cell, at) => CellConverter.ToJson(cell, query.Columns[at].Type)).ToList())],
                Warnings = [.. warnings.Where(warning => warning != badValue)],
                Window = query.HasPlaceholders ? new(window.From, window.To) : null,
                Estimate = await estimates.OfAsync(session, query, window, cancellationToken),
            };
        }
        catch (AnalyticsDatabaseException exception) when (!exception.IsConnectionFailure)
        {
            return new()
            {
                Ok = false,
                Ran = exception.Code != CheckCodes.QueryRefused,
                Code = exception.Code,
                Message = exception.Message,
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

    private static string Describe(int rows) =>
        rows switch
        {
            0 => "The query works.", // a warning says that there are no rows
            MaxRows => "The query works and has the required columns.",
            _ => string.Create(CultureInfo.InvariantCulture, $"The query works and returns {rows} row{(rows == 1 ? "" : "s")}."),
        };

    private static string CodeOf(List<ColumnReport> wrong) =>
        wrong.Any(column => column.Type is null) ? CheckCodes.ColumnMissing : CheckCodes.ColumnType;

    private static IReadOnlyList<ColumnReport> Columns(CustomerQuery query, IReadOnlyList<NeededColumn> needed)
    {
        var isExposures = needed == NeededColumn.OfExposures;
        return
        [
            .. from column in needed
            let error = column.Check(query)
            where !column.Optional || query.TypeOf(column.Name) is not null
            select new ColumnReport
            {
                Name = column.Name,
                Type = query.TypeOf(column.Name),
                Needed = true,
                Ok = error is null,
                Message = error,
            },
            .. from column in query.Columns.Take(MaxColumns)
            where needed.All(one => one.Name != column.Name)
            select new ColumnReport
            {
                Name = column.Name,
                Type = column.Type,
                Needed = false,
                Ok = true,
                Breakdown = isExposures ? LevelColumn.Refusal(query, column.Name) is null : null,
                Message = isExposures ? LevelColumn.Refusal(query, column.Name) : null,
            },
        ];
    }

    /// <summary>Cells are cut in the database, so that one of 500 MB is never transferred.</summary>
    private Task<IReadOnlyList<string?[]>> RowsAsync(AnalyticsSession session, CustomerQuery query, CancellationToken cancellationToken)
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
            names.Take(MaxColumns).Select(name => string.Create(CultureInfo.InvariantCulture, $"left(q.{name}::text, {MaxCellLength})"))
        );
        return session.PreviewAsync(
            $"select {cells} from {query.As($"q({string.Join(", ", names)})")}",
            MaxRows,
            options.Value.PreviewTimeout,
            cancellationToken
        );
    }
}
