using System.Data;
using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>
/// One read-only transaction in an events database. Every query has a deadline over the whole of it: at the deadline it is cancelled,
/// and <see cref="Grace"/> later its connection is given up, whatever the server does. A query that fails leaves the session usable
/// unless <see cref="IsBroken"/>.
/// </summary>
internal sealed class EventsSession(EventsConnection connected, Instruments instruments, TimeProvider time) : IAsyncDisposable
{
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private const string Savepoint = "waypost";
    private const string Cursor = "waypost_cursor";

    /// <summary>Rows that an aggregate may answer; more is a fault of ours, and memory must not pay for it.</summary>
    private const int MostRows = 200_000;

    private readonly NpgsqlConnection connection = connected.Open;
    private bool abandoned;

    /// <summary>Its connection is gone; another session may do better.</summary>
    public bool IsBroken => abandoned || connection.State != ConnectionState.Open;

    internal Task BeginAsync(string settings, TimeSpan limit, CancellationToken cancellationToken) =>
        WithinAsync(
            limit,
            async token =>
            {
                await ExecuteAsync("begin isolation level repeatable read, read only", token);
                await ExecuteAsync(settings, token);
                return 0;
            },
            cancellationToken
        );

    /// <summary>The columns a query has, without running it.</summary>
    public Task<IReadOnlyList<ResultColumn>> DescribeAsync(string sql, TimeSpan limit, CancellationToken cancellationToken) =>
        QueryAsync(
            "describe",
            limit,
            async token =>
            {
                var columns = new List<(string Name, uint Oid)>();
                await using (var batch = One(sql))
                await using (var reader = await batch.ExecuteReaderAsync(CommandBehavior.SchemaOnly, token))
                {
                    columns.AddRange(reader.GetColumnSchema().Select(column => (column.ColumnName, column.TypeOID)));
                }

                var types = await TypesAsync(columns.Select(column => column.Oid), token);
                return (IReadOnlyList<ResultColumn>)[.. columns.Select(column => new ResultColumn(column.Name, types[column.Oid]))];
            },
            columns => columns.Count,
            cancellationToken
        );

    /// <summary>Up to <paramref name="most"/> rows as PostgreSQL writes them.</summary>
    public Task<IReadOnlyList<string?[]>> PreviewAsync(string sql, int most, TimeSpan limit, CancellationToken cancellationToken) =>
        QueryAsync(
            "preview",
            limit,
            async token =>
            {
                await using (var declare = One($"declare {Cursor} no scroll cursor for {sql}"))
                {
                    await declare.ExecuteNonQueryAsync(token);
                }
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
            rows => rows.Count,
            cancellationToken
        );

    /// <summary>All rows of an aggregate of ours around somebody's query.</summary>
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
                await using var batch = One(sql);
                await using var reader = await batch.ExecuteReaderAsync(token);
                var rows = new List<T>();
                while (rows.Count < MostRows && await reader.ReadAsync(token))
                {
                    rows.Add(read(reader));
                }
                return (IReadOnlyList<T>)rows;
            },
            rows => rows.Count,
            cancellationToken
        );

    /// <summary>
    /// Nested loops pay for a handful of users. On tables whose statistics are missing PostgreSQL takes many users for a handful, and would
    /// loop
    /// for hours over what a hash joins in a second.
    /// </summary>
    public Task JoinManyAsync(TimeSpan limit, CancellationToken cancellationToken) =>
        WithinAsync(
            limit,
            async token =>
            {
                await ExecuteAsync("set local enable_nestloop = off", token);
                return 0;
            },
            cancellationToken
        );

    /// <summary>A setting of ours for the rest of the session; null = the server's.</summary>
    public Task SetAsync(string setting, string? value, CancellationToken cancellationToken) =>
        WithinSavepointAsync(
            Grace,
            async token =>
            {
                await ExecuteAsync($"set local {setting} = {value ?? "default"}", token);
                return 0;
            },
            cancellationToken
        );

    public async ValueTask DisposeAsync()
    {
        if (!abandoned)
        {
            await connected.DisposeAsync();
        }
    }

    private async Task<T> QueryAsync<T>(
        string kind,
        TimeSpan limit,
        Func<CancellationToken, Task<T>> work,
        Func<T, int> rows,
        CancellationToken cancellationToken
    )
    {
        using var span = Instruments.Source.StartActivity("waypost.events.query")?.SetTag("waypost.query.kind", kind);
        var began = time.GetTimestamp();
        var counted = 0;
        try
        {
            var result = await WithinSavepointAsync(limit, work, cancellationToken);
            counted = rows(result);
            span?.SetTag("waypost.query.rows", counted);
            return result;
        }
        catch (EventsFault fault)
        {
            span?.SetTag("error.type", fault.Code).SetStatus(ActivityStatusCode.Error); // without the message, which may quote the query
            throw;
        }
        finally
        {
            instruments.Queried(kind, time.GetElapsedTime(began), counted);
        }
    }

    /// <summary>What fails is taken back, so that the session can go on.</summary>
    private async Task<T> WithinSavepointAsync<T>(
        TimeSpan limit,
        Func<CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await WithinAsync(
                limit,
                async token =>
                {
                    await ExecuteAsync($"savepoint {Savepoint}", token);
                    await ExecuteAsync(
                        string.Create(CultureInfo.InvariantCulture, $"set local statement_timeout = {(long)limit.TotalMilliseconds}"),
                        token
                    );
                    var found = await work(token);
                    await ExecuteAsync($"release savepoint {Savepoint}", token);
                    return found;
                },
                cancellationToken
            );
        }
        catch (EventsFault) when (!IsBroken)
        {
            await WithinAsync(
                Grace,
                async token =>
                {
                    await ExecuteAsync($"rollback to savepoint {Savepoint}", token);
                    return 0;
                },
                cancellationToken
            );
            throw;
        }
    }

    /// <summary>
    /// Ends in time in any case. Npgsql's cancelling may block on a server that does not answer, so the work is left to itself then.
    /// </summary>
    private async Task<T> WithinAsync<T>(TimeSpan limit, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        if (IsBroken)
        {
            throw Gone();
        }
        using var over = new CancellationTokenSource();
        var working = Task.Run(() => ExplainedAsync(limit, work, cancellationToken), CancellationToken.None);
        var first = await Task.WhenAny(working, LastCallAsync(limit, over.Token, cancellationToken));
        await over.CancelAsync();
        if (first == working)
        {
            return await working;
        }

        abandoned = true;
        _ = working.ContinueWith(
            async ended =>
            {
                _ = ended.Exception; // seen
                await connected.DisposeAsync();
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default
        );
        cancellationToken.ThrowIfCancellationRequested();
        throw TooSlow(limit);
    }

    private async Task<T> ExplainedAsync<T>(TimeSpan limit, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await work(either.Token);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception) when (deadline.IsCancellationRequested)
        {
            throw TooSlow(limit);
        }
        catch (PostgresException fault) when (fault.SqlState.StartsWith("57P", StringComparison.Ordinal))
        {
            throw Gone(fault);
        }
        catch (PostgresException fault)
        {
            throw EventsFault.Of(fault);
        }
        catch (NpgsqlException fault)
        {
            throw Gone(fault);
        }
    }

    /// <summary>Completes a grace after the limit or the cancellation, unless it is over before.</summary>
    private async Task LastCallAsync(TimeSpan limit, CancellationToken over, CancellationToken cancellationToken)
    {
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(over, cancellationToken))
        {
            await Task.Delay(limit, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await Task.Delay(Grace, time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<Dictionary<uint, string>> TypesAsync(IEnumerable<uint> oids, CancellationToken cancellationToken)
    {
        var types = new Dictionary<uint, string>();
        var list = string.Join(", ", oids.Distinct().Select(oid => string.Create(CultureInfo.InvariantCulture, $"({oid}::oid)")));
        if (list.Length == 0)
        {
            return types;
        }
        await using var batch = One($"select o::int8, format_type(o, null) from (values {list}) as t(o)");
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            types[(uint)reader.GetInt64(0)] = reader.GetString(1);
        }
        return types;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var batch = One(sql);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A batch of one goes to the server as one prepared statement; a plain command would be split at semicolons.</summary>
    private NpgsqlBatch One(string sql) => new(connection) { BatchCommands = { new NpgsqlBatchCommand(sql) } };

    private static EventsFault TooSlow(TimeSpan limit) =>
        new(
            CheckCodes.QueryTooSlow,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The query was stopped after {limit.TotalSeconds:0.#} s. An index, or fewer rows, would make it faster."
            )
        );

    private static EventsFault Gone(Exception? cause = null) =>
        new(CheckCodes.CannotConnect, "The connection to the events database broke while a query ran.", cause);
}

/// <summary>A column of a query.</summary>
/// <param name="Name">As the query names it.</param>
/// <param name="Type">PostgreSQL's name, without length or precision.</param>
internal sealed record ResultColumn(string Name, string Type);
