using Npgsql;
using Waypost.Testing;

namespace Waypost.Stats.Tests.Jobs;

/// <summary>A database with the table <c>jobs</c>, as the manager's migrations make it, and what a manager does with it.</summary>
public sealed class JobsDatabase : FreshDatabase
{
    public const string Table = """
        create table jobs (
          id bigint generated always as identity primary key,
          kind text not null,
          payload jsonb not null,
          status text not null check (status in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
          progress jsonb null,
          result jsonb null,
          error text null,
          attempts int not null default 0,
          fencing_token bigint not null default 0,
          lease_until timestamptz null,
          worker text null,
          trace_parent text null,
          created_at timestamptz not null default now(),
          started_at timestamptz null,
          finished_at timestamptz null)
        """;

    protected override async Task PrepareTemplateAsync(string connectionString, CancellationToken cancellation)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await database.CreateCommand(Table).ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>What a test, in the manager's place, does with the queue.</summary>
internal sealed class Queue(string connectionString) : IAsyncDisposable
{
    // Not pooled: a test that cuts all connections must not find a dead one here.
    private readonly NpgsqlDataSource database = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }
    );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => database.DisposeAsync();

    public async Task<long> AddAsync(string kind, string payload = "{}", string? traceParent = null, bool notify = true)
    {
        var id = (long)
            (
                await ScalarAsync(
                    $"insert into jobs (kind, payload, status, trace_parent) values ('{kind}', '{payload}', 'queued', "
                        + $"{(traceParent is null ? "null" : $"'{traceParent}'")}) returning id"
                )
            )!;
        if (notify)
        {
            await ExecuteAsync($"notify waypost_jobs, '{id}'");
        }
        return id;
    }

    public Task CancelAsync(long id) =>
        ExecuteAsync($"update jobs set status = 'cancelled', finished_at = now() where id = {id}; notify waypost_jobs, '{id}:cancelled'");

    /// <summary>As if its worker had said nothing for longer than the lease.</summary>
    public Task LapseAsync(long id) =>
        ExecuteAsync($"update jobs set lease_until = now() - interval '1 second' where id = {id}; notify waypost_jobs");

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await database.OpenConnectionAsync(Token);
        await new NpgsqlCommand(sql, connection).ExecuteNonQueryAsync(Token);
    }

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token) is var value && value is DBNull ? null : value;
    }

    public async Task<string?> TextAsync(long id, string column) =>
        (string?)await ScalarAsync($"select {column}::text from jobs where id = {id}");

    public Task<string?> StatusAsync(long id) => TextAsync(id, "status");

    /// <summary>Waits for a worker's notifications until the condition, a boolean SQL expression on <c>jobs</c>, holds.</summary>
    public async Task UntilAsync(string condition)
    {
        var timeout = TestTimeout.Token();
        await using var connection = await database.OpenConnectionAsync(timeout);
        await new NpgsqlCommand("listen waypost_jobs", connection).ExecuteNonQueryAsync(timeout);
        while (await ScalarAsync($"select {condition}") is not true)
        {
            await connection.WaitAsync(timeout);
        }
    }

    public Task UntilAsync(long id, string status) => UntilAsync($"(select status from jobs where id = {id}) = '{status}'");
}
