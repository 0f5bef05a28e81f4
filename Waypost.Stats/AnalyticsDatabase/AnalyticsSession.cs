using System.Data;
using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>
/// One read-only transaction in an analytics database. Every query has a time limit (<see cref="QueryDeadline"/>). After a failed query
/// the session can still be used, unless <see cref="IsBroken"/>.
/// </summary>
internal sealed partial class AnalyticsSession(AnalyticsConnection opened, Instruments instruments, TimeProvider time) : IAsyncDisposable
{
    private const string Savepoint = "waypost";
    private const string Cursor = "waypost_cursor";

    /// <summary>Most rows that an aggregate may return. More would be a bug, and must not exhaust the memory.</summary>
    private const int MaxRows = 200_000;

    private readonly NpgsqlConnection connection = opened.Open;
    private readonly QueryDeadline deadline = new(opened, time);

    /// <summary>The connection is lost; another session may work.</summary>
    public bool IsBroken => deadline.IsBroken;

    /// <summary>"16.4".</summary>
    public string DatabaseVersion => connection.PostgreSqlVersion.ToString();

    internal Task BeginAsync(string settings, TimeSpan limit, CancellationToken cancellationToken) =>
        deadline.RunAsync(
            limit,
            async token =>
            {
                await ExecuteAsync("begin isolation level repeatable read, read only", token);
                await ExecuteAsync(settings, token);
            },
            cancellationToken
        );

    /// <summary>The columns of a query, without running it.</summary>
    public Task<IReadOnlyList<ResultColumn>> DescribeAsync(string sql, TimeSpan limit, CancellationToken cancellationToken) =>
        QueryAsync(
            "describe",
            limit,
            async token =>
            {
                var columns = new List<(string Name, uint Oid)>();
                await using (var batch = Statement(sql))
                await using (var reader = await batch.ExecuteReaderAsync(CommandBehavior.SchemaOnly, token))
                {
                    columns.AddRange(reader.GetColumnSchema().Select(column => (column.ColumnName, column.TypeOID)));
                }

                var types = await TypesAsync(columns.Select(column => column.Oid), token);
                return (IReadOnlyList<ResultColumn>)[.. columns.Select(column => new ResultColumn(column.Name, types[column.Oid]))];
            },
            cancellationToken
        );

    /// <summary>Up to <paramref name="most"/> rows as PostgreSQL formats them.</summary>
    public Task<IReadOnlyList<string?[]>> PreviewAsync(string sql, int most, TimeSpan limit, CancellationToken cancellationToken) =>
        QueryAsync(
            "preview",
            limit,
            async token =>
            {
                await ExecuteAsync($"declare {Cursor} no scroll cursor for {sql}", token);
                await using var fetch = new NpgsqlCommand(
                    string.Create(CultureInfo.InvariantCulture, $"fetch {most} from {Cursor}"),
                    connection
                )
                {
                    AllResultTypesAreUnknown = true,
                };
                var rows = new List<string?[]>();
                await using (var reader = await fetch.ExecuteReaderAsync(token))
                {
                    while (await reader.ReadAsync(token))
                    {
                        rows.Add([
                            .. Enumerable
                                .Range(0, reader.FieldCount)
                                .Select(column => reader.IsDBNull(column) ? null : reader.GetString(column)),
                        ]);
                    }
                }

                await ExecuteAsync($"close {Cursor}", token);
                return (IReadOnlyList<string?[]>)rows;
            },
            cancellationToken
        );

    /// <summary>All rows of one of Waypost's aggregates around a customer's query.</summary>
    public Task<IReadOnlyList<T>> RunAsync<T>(
        string kind,
        string sql,
        Func<NpgsqlDataReader, T> read,
        TimeSpan limit,
        CancellationToken cancellationToken
    ) =>
        QueryAsync(
            kind,
            limit,
            async token =>
            {
                await using var batch = Statement(sql);
                await using var reader = await batch.ExecuteReaderAsync(token);
                var rows = new List<T>();
                while (rows.Count < MaxRows && await reader.ReadAsync(token))
                {
                    rows.Add(read(reader));
                }
                return (IReadOnlyList<T>)rows;
            },
            cancellationToken
        );

    /// <summary>
    /// For joins of many users. Without table statistics PostgreSQL expects few users, and would run nested loops for hours where a hash
    /// join takes a second.
    /// </summary>
    public Task DisableNestedLoopsAsync(TimeSpan limit, CancellationToken cancellationToken) =>
        deadline.RunAsync(limit, token => ExecuteAsync("set local enable_nestloop = off", token), cancellationToken);

    /// <summary>Changes a setting for the rest of the session; null = the server's default.</summary>
    public Task SetAsync(string setting, string? value, CancellationToken cancellationToken) =>
        WithinSavepointAsync(
            QueryDeadline.Grace,
            async token =>
            {
                await ExecuteAsync($"set local {setting} = {value ?? "default"}", token);
                return true;
            },
            cancellationToken
        );

    public ValueTask DisposeAsync() => deadline.DisposeAsync();

    private Task<IReadOnlyList<T>> QueryAsync<T>(
        string kind,
        TimeSpan limit,
        Func<CancellationToken, Task<IReadOnlyList<T>>> work,
        CancellationToken cancellationToken
    ) => MeasureAsync(kind, limit, work, rows => rows.Count, cancellationToken);

    private async Task<T> MeasureAsync<T>(
        string kind,
        TimeSpan limit,
        Func<CancellationToken, Task<T>> work,
        Func<T, int> rowsOf,
        CancellationToken cancellationToken
    )
    {
        using var span = Instruments.Source.StartActivity("waypost.events.query")?.SetTag("waypost.query.kind", kind);
        var started = time.GetTimestamp();
        var rows = 0;
        try
        {
            var result = await WithinSavepointAsync(limit, work, cancellationToken);
            rows = rowsOf(result);
            span?.SetTag("waypost.query.rows", rows);
            return result;
        }
        catch (AnalyticsDatabaseException exception)
        {
            // Without the message, which may quote the query.
            span?.SetTag("error.type", exception.Code).SetStatus(ActivityStatusCode.Error);
            throw;
        }
        finally
        {
            instruments.RecordQuery(kind, time.GetElapsedTime(started), rows);
        }
    }

    /// <summary>A failed query is rolled back, so that the session can still be used.</summary>
    private async Task<T> WithinSavepointAsync<T>(
        TimeSpan limit,
        Func<CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await deadline.RunAsync(
                limit,
                async token =>
                {
                    await ExecuteAsync($"savepoint {Savepoint}", token);
                    await ExecuteAsync(
                        string.Create(CultureInfo.InvariantCulture, $"set local statement_timeout = {(long)limit.TotalMilliseconds}"),
                        token
                    );
                    var result = await work(token);
                    await ExecuteAsync($"release savepoint {Savepoint}", token);
                    return result;
                },
                cancellationToken
            );
        }
        catch (AnalyticsDatabaseException) when (!IsBroken)
        {
            await deadline.RunAsync(
                QueryDeadline.Grace,
                token => ExecuteAsync($"rollback to savepoint {Savepoint}", token),
                cancellationToken
            );
            throw;
        }
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var batch = Statement(sql);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A batch of one is sent as one prepared statement; a plain command would be split at semicolons.</summary>
    private NpgsqlBatch Statement(string sql)
    {
        var (bound, parameters) = BoundSql.Bind(sql);
        var command = new NpgsqlBatchCommand(bound);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }
        return new(connection) { BatchCommands = { command } };
    }
}

/// <summary>A column of a query.</summary>
/// <param name="Name">As the query names it.</param>
/// <param name="Type">PostgreSQL's name, without length or precision.</param>
internal sealed record ResultColumn(string Name, string Type);
